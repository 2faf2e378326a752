using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Learning.Drift;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Patterns;
using Souk.Risk.Policies;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>The search for new patterns, and the rules that it proposes, over HTTP.</summary>
internal sealed class PatternEndpoint(SoukEngine engine, DiscoveryJob job, ServerOptions options)
{
    // More than anybody judges by hand; it bounds the body.
    private const int MostBadEvents = 100_000;

    /// <summary><c>POST /v1/risk/patterns</c>: begins a search.</summary>
    internal async Task Start(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, options.MaxBodyBytes, "The search is not valid"))
        {
            return;
        }

        DiscoveryOptions wanted;
        try
        {
            using JsonDocument json = body.Parse();
            wanted = Options(json.RootElement);
        }
        catch (ArgumentException e)
        {
            await Problem.Write(context, 400, "The search is not valid", e.Message);
            return;
        }

        if (engine.Definition.FindEventType(wanted.EventType) is null)
        {
            await Problem.Write(
                context, 400, "Unknown event type", $"There is no event type '{wanted.EventType}'.", "event");
        }
        else if (!job.TryStart([wanted]))
        {
            await Problem.Write(context, 409, "A search is under way", "Wait until GET says that it has ended.");
        }
        else
        {
            await JsonReply.Write(context, 202, json => json.WriteString("state", "running"));
        }
    }

    /// <summary><c>GET /v1/risk/patterns?event=</c>: what the last search found, of all or of an event
    /// type.</summary>
    internal Task Patterns(HttpContext context)
    {
        string? type = context.Request.Query["event"];
        return type is not null && engine.Definition.FindEventType(type) is null
            ? Problem.Write(context, 400, "Unknown event type", $"There is no event type '{type}'.", "event")
            : JsonReply.Write(context, 200, json =>
            {
                WriteState(json);
                if ((type is null ? job.Found : job.FoundOf(type)) is Discovery found)
                {
                    PatternJson.Write(json, found);
                }
            });
    }

    /// <summary><c>GET /v1/risk/proposals</c>: the rules that the last search of each event type proposes.</summary>
    internal Task Proposals(HttpContext context) => JsonReply.Write(context, 200, json =>
    {
        WriteState(json);
        PatternJson.WriteProposals(json, [.. job.All.SelectMany(d => d.Proposals)]);
    });

    /// <summary><c>POST /v1/risk/proposals/{id}/shadow?by=</c>: a new version of the policy with the rule in shadow;
    /// also for the pattern of that id.</summary>
    internal async Task Shadow(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (ConditionOf(id) is not (string checkpoint, string when))
        {
            await Problem.Write(
                context, 404, "No such proposal", $"The last search proposed nothing with the id '{id}'.", "id");
            return;
        }

        RiskEngine risk;
        PolicyVersion? inForce;
        int newest;
        using (FoldScope scope = engine.Read())
        {
            risk = scope.Fold.Projection<RiskEngine>();
            inForce = risk.VersionInForce;
            newest = risk.Versions.Count;
        }

        if (inForce is null)
        {
            await Problem.Write(context, 409, "No policy", "No policy is in force that a rule could be added to.");
            return;
        }

        try
        {
            string text = PolicyEditor.AddShadowRule(inForce.Text, checkpoint, id, when);
            PolicyResult result = risk.Check(text, "policy");
            if (!result.IsValid)
            {
                await Problem.Write(
                    context, 409, "The rule cannot be added", string.Join('\n', result.Errors));
                return;
            }

            await HandInAsync(context, text, newest);
        }
        catch (InvalidOperationException e)
        {
            await Problem.Write(context, 409, "The rule cannot be added", e.Message);
        }
    }

    private async Task HandInAsync(HttpContext context, string text, int newest)
    {
        string by = Caller.NameOf(context);
        try
        {
            LogPosition position = await engine.DirectAsync(
                RiskEngine.PolicyDirective, JsonSerializer.SerializeToUtf8Bytes(new { text, by }),
                fold => fold.Projection<RiskEngine>().Versions.Count == newest
                    ? null : "the policy has changed meanwhile; try again");
            PolicyVersion version;
            using (FoldScope scope = engine.Read())
            {
                version = scope.Fold.Projection<RiskEngine>().Versions.First(v => v.Position == position);
            }

            await JsonReply.Write(context, 200, json =>
            {
                json.WriteNumber("version", version.Number);
                json.WriteString("state", version.IsDraft ? "draft" : "approved");
            });
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The policy moved on", e.Message);
        }
    }

    private (string Checkpoint, string When)? ConditionOf(string id)
    {
        foreach (Discovery found in job.All)
        {
            if (found.Proposals.FirstOrDefault(p => p.Id == id) is RuleProposal proposal)
            {
                return (proposal.Checkpoint, proposal.When);
            }

            if (found.Patterns.FirstOrDefault(p => p.Id == id) is FoundPattern pattern)
            {
                return (found.EventType, pattern.When);
            }
        }

        return null;
    }

    private static DiscoveryOptions Options(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("event", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw new ArgumentException("A search is an object with 'event', the event type to look at.");
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name is not ("event" or "recent" or "reference" or "learning" or "target_precision" or "bad"))
            {
                throw new ArgumentException(
                    $"'{property.Name}' is not known; there are event, recent, reference, learning, target_precision "
                    + "and bad.");
            }
        }

        DiscoveryOptions made = new() { EventType = type.GetString()! };
        return made with
        {
            Recent = Span(root, "recent", made.Recent),
            Reference = Span(root, "reference", made.Reference),
            Learning = Span(root, "learning", made.Learning),
            Rules = made.Rules with { TargetPrecision = Share(root, made.Rules.TargetPrecision) },
            BadEvents = BadEvents(root),
        };
    }

    private static TimeSpan Span(JsonElement root, string name, TimeSpan otherwise) =>
        !root.TryGetProperty(name, out JsonElement value) ? otherwise
        : value.ValueKind == JsonValueKind.String && Duration.TryParse(value.GetString()!, out Duration duration)
            && duration > Duration.Zero ? TimeSpan.FromMicroseconds(duration.Microseconds)
        : throw new ArgumentException($"'{name}' is a time such as 1d.");

    private static double Share(JsonElement root, double otherwise) =>
        !root.TryGetProperty("target_precision", out JsonElement value) ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 0 and < 1 ? value.GetDouble()
        : throw new ArgumentException("'target_precision' is a number above 0 and below 1.");

    private static HashSet<string>? BadEvents(JsonElement root)
    {
        if (!root.TryGetProperty("bad", out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MostBadEvents
            || value.EnumerateArray().Any(v => v.ValueKind != JsonValueKind.String))
        {
            throw new ArgumentException($"'bad' is an array of at most {MostBadEvents} event ids.");
        }

        return [.. value.EnumerateArray().Select(v => v.GetString()!)];
    }

    private void WriteState(Utf8JsonWriter json)
    {
        json.WriteString("state", job.IsRunning ? "running" : job.Failure is not null ? "failed"
            : job.Found is null ? "none" : "done");
        json.WriteNumber("position", job.Position);
        json.WriteString("failure", job.Failure);
    }
}
