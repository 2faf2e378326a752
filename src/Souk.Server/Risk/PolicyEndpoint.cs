using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Policies;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>The risk policy over HTTP.</summary>
internal sealed class PolicyEndpoint(SoukEngine engine)
{
    /// <summary><c>GET /v1/risk/policy</c>: all versions and the text in force, or of <c>?version=</c>.</summary>
    internal Task Get(HttpContext context)
    {
        IReadOnlyList<PolicyVersion> versions;
        PolicyVersion? shown;
        using (FoldScope scope = engine.Read())
        {
            RiskEngine risk = scope.Fold.Projection<RiskEngine>();
            versions = [.. risk.Versions];
            shown = risk.VersionInForce;
        }

        if (context.Request.Query["version"].ToString() is { Length: > 0 } text)
        {
            shown = int.TryParse(text, out int number) ? versions.FirstOrDefault(v => v.Number == number) : null;
        }

        return shown is null
            ? Problem.Write(
                context, 404, "No such policy", "No policy is in force, or there is no such version.", "version")
            : JsonReply.Write(context, 200, json =>
            {
                WriteVersion(json, shown);
                json.WriteString("text", shown.Text);
                json.WriteStartArray("versions");
                foreach (PolicyVersion version in versions)
                {
                    json.WriteStartObject();
                    WriteVersion(json, version);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
    }

    /// <summary><c>POST /v1/risk/policy/check</c>: checks a policy and changes nothing.</summary>
    internal async Task Check(HttpContext context)
    {
        if (await Read(context) is RiskPolicy policy)
        {
            await JsonReply.Write(context, 200, json => WriteSummary(json, policy));
        }
    }

    /// <summary><c>PUT /v1/risk/policy?by=&amp;base=</c>: hands a policy in; it is in force at once, or a draft where a
    /// second person must approve it.</summary>
    internal async Task Put(HttpContext context)
    {
        if (await Read(context) is not RiskPolicy policy)
        {
            return;
        }

        string by = Caller.NameOf(context);
        string based = context.Request.Query["base"].ToString();
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { text = policy.SourceText, by });
        try
        {
            LogPosition position = await engine.DirectAsync(
                RiskEngine.PolicyDirective, body, fold => WhyNotReplace(fold, based));
            PolicyVersion version;
            using (FoldScope scope = engine.Read())
            {
                version = scope.Fold.Projection<RiskEngine>().Versions.First(v => v.Position == position);
            }

            await JsonReply.Write(context, 200, json =>
            {
                WriteVersion(json, version);
                WriteSummary(json, policy);
            });
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The policy moved on", e.Message, "base");
        }
    }

    /// <summary><c>POST /v1/risk/policy/{version}/approve?by=</c>.</summary>
    internal async Task Approve(HttpContext context)
    {
        string text = (string)context.Request.RouteValues["version"]!;
        string by = Caller.NameOf(context);
        int version = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
        try
        {
            LogPosition position = await engine.DirectAsync(
                RiskEngine.ApproveDirective, JsonSerializer.SerializeToUtf8Bytes(new { version, by }),
                fold => fold.Projection<RiskEngine>().WhyNotApprove(version, by));
            await JsonReply.Write(context, 200, json =>
            {
                json.WriteNumber("version", version);
                json.WriteNumber("in_force_from", position.Value);
            });
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The draft cannot be approved", e.Message, "version");
        }
    }

    private static string? WhyNotReplace(Fold fold, string based)
    {
        int newest = fold.Projection<RiskEngine>().Versions.Count;
        return based.Length == 0 || based == newest.ToString(CultureInfo.InvariantCulture)
            ? null
            : $"the newest policy version is {newest}, not {based}; look at it and try again";
    }

    private static void WriteVersion(Utf8JsonWriter json, PolicyVersion version)
    {
        json.WriteNumber("version", version.Number);
        json.WriteString("state", version.IsDraft ? "draft" : "approved");
        json.WriteString("by", version.By);
        json.WriteString("approved_by", version.ApprovedBy);
        json.WriteNumber("position", version.Position.Value);
        json.WriteNumber("in_force_from", version.InForceFrom.Value);
    }

    private static void WriteSummary(Utf8JsonWriter json, RiskPolicy policy)
    {
        json.WriteString("name", policy.Name);
        json.WriteStartArray("checkpoints");
        foreach (CheckpointPolicy checkpoint in policy.Checkpoints)
        {
            json.WriteStartObject();
            json.WriteString("checkpoint", checkpoint.Type.Name);
            json.WriteNumber("rules", checkpoint.Rules.Count);
            json.WriteNumber("cost", checkpoint.Rules.Sum(r => r.Cost));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task<RiskPolicy?> Read(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadTextAsync(context, PolicyLimits.MaxTextLength, "The policy is not valid"))
        {
            return null;
        }

        RiskEngine risk;
        using (FoldScope scope = engine.Read())
        {
            risk = scope.Fold.Projection<RiskEngine>();
        }

        PolicyResult result = risk.Check(Encoding.UTF8.GetString(body.Body.Span), "policy");
        if (!result.IsValid)
        {
            DefinitionError first = result.Errors[0];
            await Problem.Write(
                context, 400, "The policy is not valid", string.Join('\n', result.Errors),
                $"{first.Line}:{first.Column}");
        }

        return result.Policy;
    }
}
