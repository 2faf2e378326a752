using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Risk;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Risk models over HTTP.</summary>
internal sealed class RiskModelEndpoint(SoukEngine engine, CancellationToken stopping)
{
    private const long MaxBodyBytes = RiskModelLimits.MaxBytes;

    private readonly ModelJobs _jobs = new(engine, stopping);

    /// <summary><c>GET /v1/risk/models</c>: all versions of all models.</summary>
    internal Task List(HttpContext context) => Write(context, 200, Versions(null), null);

    /// <summary><c>GET /v1/risk/models/{name}</c>: its versions, and how its newest training or promotion
    /// goes.</summary>
    internal Task Get(HttpContext context)
    {
        string name = NameIn(context);
        ModelJob? job = _jobs.Of(name);
        List<RiskModelVersion> versions = Versions(name);
        return versions.Count == 0 && job is null
            ? Problem.Write(context, 404, "No such model", $"There is no version of a model '{name}'.", "name")
            : Write(context, 200, versions, job);
    }

    /// <summary><c>POST /v1/risk/models/{name}/train</c>: trains a version in the background.</summary>
    internal async Task Train(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, MaxBodyBytes, "The training is not valid"))
        {
            return;
        }

        using JsonDocument json = body.Parse();
        string problem = string.Empty;
        if (!RiskModelLimits.IsName(NameIn(context))
            || TrainingBody.Read(json.RootElement, out problem) is not TrainingBody wanted)
        {
            await Problem.Write(
                context, 400, "The training is not valid",
                problem.Length > 0 ? problem : $"'{NameIn(context)}' is no name of a model.");
            return;
        }

        if (Caller.RefuseAnother(context, wanted.By) is Task refused)
        {
            await refused;
            return;
        }

        string name = NameIn(context);
        string by = Caller.NameOf(context, wanted.By);
        await (_jobs.TryTrain(name, wanted.Options, by, wanted.Shadow) ? Started(context, name) : Busy(context));
    }

    /// <summary><c>POST /v1/risk/models/{name}?by=</c>: hands a model's file in.</summary>
    internal async Task HandIn(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadAsync(context, MaxBodyBytes))
        {
            return;
        }

        try
        {
            RiskModelVersion version = await RiskModelDesk.HandIn(
                engine, NameIn(context), body.Body.ToArray(), Caller.NameOf(context));
            await Write(context, 200, [version], null);
        }
        catch (ArgumentException e)
        {
            await Problem.Write(context, 400, "The model is not valid", Problem.MessageOf(e));
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The model does not fit", e.Message);
        }
    }

    /// <summary><c>POST /v1/risk/models/{name}/promote?version=&amp;by=</c>: tries a version in the background and puts
    /// it in force if it is better; <c>&amp;force=true&amp;why=</c>: puts it in force at once.</summary>
    internal async Task Promote(HttpContext context)
    {
        if (await VersionIn(context) is not int version)
        {
            return;
        }

        string why = context.Request.Query["why"].ToString();
        if (context.Request.Query["force"] != "true")
        {
            string name = NameIn(context);
            await (_jobs.TryPromote(name, version, Caller.NameOf(context)) ? Started(context, name) : Busy(context));
        }
        else if (why.Length == 0)
        {
            await Problem.Write(
                context, 400, "The promotion is not valid", "A promotion without a trial says 'why'.", "why");
        }
        else
        {
            await Change(context, version, ModelVersionUse.Champion, why);
        }
    }

    /// <summary><c>POST /v1/risk/models/{name}/shadow?version=&amp;by=</c>: lets a version run in shadow.</summary>
    internal async Task Shadow(HttpContext context)
    {
        if (await VersionIn(context) is int version)
        {
            await Change(context, version, ModelVersionUse.Challenger, "put into shadow");
        }
    }

    /// <summary><c>POST /v1/risk/models/{name}/retire?version=&amp;by=</c>: takes a version out of use.</summary>
    internal async Task Retire(HttpContext context)
    {
        if (await VersionIn(context) is int version)
        {
            await Change(context, version, ModelVersionUse.None, "taken out of use");
        }
    }

    /// <summary><c>POST /v1/risk/models/{name}/rollback?by=</c>: puts the version before the one in force
    /// back.</summary>
    internal async Task RollBack(HttpContext context)
    {
        try
        {
            await RiskModelDesk.RollBack(engine, NameIn(context), Caller.NameOf(context));
            await Write(context, 200, Versions(NameIn(context)), null);
        }
        catch (InvalidOperationException e)
        {
            await Problem.Write(context, 409, "There is nothing to go back to", e.Message);
        }
    }

    private static string NameIn(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private static async Task<int?> VersionIn(HttpContext context)
    {
        string text = context.Request.Query["version"].ToString();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version))
        {
            return version;
        }

        await Problem.Write(
            context, 400, "No version", $"'version' is '{text}'; it must be a number such as 3.", "version");
        return null;
    }

    private static Task Busy(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return Problem.Write(
            context, 429, "A training or a trial is under way", "One runs at a time; ask again when it has ended.");
    }

    private Task Started(HttpContext context, string name) =>
        JsonReply.Write(context, 202, json => ModelJson.Write(json, _jobs.Of(name)!));

    private async Task Change(HttpContext context, int version, ModelVersionUse use, string why)
    {
        try
        {
            await RiskModelDesk.Use(engine, NameIn(context), version, use, Caller.NameOf(context), why);
            await Write(context, 200, Versions(NameIn(context)), null);
        }
        catch (DirectiveRefusedException e)
        {
            await Problem.Write(context, 409, "The version cannot be used", e.Message, "version");
        }
    }

    private List<RiskModelVersion> Versions(string? name)
    {
        using FoldScope scope = engine.Read();
        return [.. scope.Fold.Projection<RiskEngine>().Models.Where(m => name is null || m.Name == name)];
    }

    private static Task Write(
        HttpContext context, int status, IReadOnlyList<RiskModelVersion> versions, ModelJob? job) =>
        JsonReply.Write(context, status, json =>
        {
            json.WriteStartArray("versions");
            foreach (RiskModelVersion version in versions)
            {
                json.WriteStartObject();
                ModelJson.Write(json, version);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (job is not null)
            {
                json.WriteStartObject("job");
                ModelJson.Write(json, job);
                json.WriteEndObject();
            }
        });
}
