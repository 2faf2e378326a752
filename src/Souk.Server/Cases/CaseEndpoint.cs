using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Souk.Cases;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Server.Access;
using Souk.Server.Http;

namespace Souk.Server.Cases;

/// <summary>Cases over HTTP: searched in the projection, changed by directives, closed by <c>case_verdict</c>
/// events.</summary>
internal sealed class CaseEndpoint(SoukEngine engine, TimeProvider clock)
{
    private const int MaxBodyBytes = 1 << 20;

    /// <summary><c>GET /v1/cases</c>.</summary>
    internal Task Search(HttpContext context)
    {
        if (CaseQueryReader.Read(context.Request.Query, out string path, out string problem) is not CaseQuery query)
        {
            return Problem.Write(context, 400, "The query is not valid", problem, path);
        }

        CaseSearch search = new(query);
        int waiting = 0;
        while (!search.IsDone)
        {
            using FoldScope scope = engine.Read();
            CaseProjection cases = scope.Fold.Projection<CaseProjection>();
            cases.Continue(search);
            waiting = cases.Waiting;
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteNumber("waiting", waiting);
            json.WritePropertyName("cases");
            JsonSerializer.Serialize(json, search.Found, CaseJson.Options);
        });
    }

    /// <summary><c>GET /v1/cases/{id}</c>.</summary>
    internal Task Get(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        CaseRecord? found;
        using (FoldScope scope = engine.Read())
        {
            found = scope.Fold.Projection<CaseProjection>().Find(id);
        }

        return found is null
            ? Problem.Write(context, 404, "Unknown case", $"There is no case '{id}'.", "id")
            : JsonReply.Write(context, 200, json =>
            {
                json.WritePropertyName("case");
                JsonSerializer.Serialize(json, found, CaseJson.Options);
            });
    }

    /// <summary><c>POST /v1/cases</c>: a command: open, assign, note, priority, reopen.</summary>
    internal async Task Command(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, MaxBodyBytes, "The command is not valid"))
        {
            return;
        }

        if (Stamped(body.Body.Span, Caller.NameOf(context, string.Empty), out string? problem) is not byte[] stamped)
        {
            await Problem.Write(context, 400, "The command is not valid", problem!);
            return;
        }

        CaseCommand command = CaseCommand.Read(stamped, out _)!;
        if (Caller.RefuseAnother(context, command.By) is Task refused)
        {
            await refused;
            return;
        }

        try
        {
            LogPosition position = await engine.DirectAsync(
                CaseCommand.DirectiveName, stamped, fold => fold.Projection<CaseProjection>().WhyNot(command));
            await JsonReply.Write(context, 200, json => json.WriteNumber("position", position.Value));
        }
        catch (DirectiveRefusedException e)
        {
            int status = e.Message.StartsWith("there is no case", StringComparison.Ordinal) ? 404 : 409;
            await Problem.Write(context, status, "The case cannot be changed so", e.Message, "id");
        }
    }

    /// <summary><c>POST /v1/cases/verdicts</c>: verdicts on one or many cases, all or none.</summary>
    internal async Task Verdicts(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, MaxBodyBytes, "The verdicts are not valid"))
        {
            return;
        }

        if (CaseVerdicts.Read(
                body.Body.Span, Caller.NameOf(context, string.Empty), out string problem) is not CaseVerdicts verdicts)
        {
            await Problem.Write(context, 400, "The verdicts are not valid", problem);
            return;
        }

        if (Caller.RefuseAnother(context, verdicts.Analyst, "analyst") is Task refused)
        {
            await refused;
            return;
        }

        verdicts = verdicts with { Analyst = Caller.NameOf(context, verdicts.Analyst) };
        if (WhyNot(verdicts) is string why)
        {
            await Problem.Write(context, 409, "No verdict was taken", why, "cases");
            return;
        }

        await Submit(context, verdicts);
    }

    private string? WhyNot(CaseVerdicts verdicts)
    {
        using FoldScope scope = engine.Read();
        CaseProjection cases = scope.Fold.Projection<CaseProjection>();
        return verdicts.Cases.Select(cases.WhyNoVerdict).FirstOrDefault(reason => reason is not null);
    }

    private async Task Submit(HttpContext context, CaseVerdicts verdicts)
    {
        EventBatch batch = new(engine.Definition);
        EventJsonParser parser = new(engine.Definition, new IntakeClock(clock, engine.Definition.MaxClockSkew));
        foreach (string id in verdicts.Cases)
        {
            byte[] json = verdicts.EventOf(id, Guid.NewGuid());
            if (parser.Parse(json, isCloudEvent: false, batch) is EventError error)
            {
                await Problem.Write(
                    context, 400, "The verdict does not fit the definition", error.ToString(), error.Path);
                return;
            }
        }

        if (!engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer))
        {
            context.Response.Headers.RetryAfter = "1";
            await Problem.Write(context, 429, "The queue is full", "Nothing was taken; try again in a second.");
            return;
        }

        SubmitResult result = await answer;
        await JsonReply.Write(context, 200, json =>
        {
            json.WriteNumber("closed", verdicts.Cases.Count);
            json.WriteNumber("position", result.Positions[^1].Value);
        });
    }

    // When is the server's to say, and who where the sender's key tells it.
    private byte[]? Stamped(ReadOnlySpan<byte> json, string caller, out string? problem)
    {
        JsonDocumentOptions once = new() { AllowDuplicateProperties = false };
        try
        {
            if (JsonNode.Parse(json, documentOptions: once) is not JsonObject command)
            {
                problem = "a command is a JSON object";
                return null;
            }

            if (caller.Length > 0)
            {
                command.TryAdd("by", caller);
            }

            command["at"] = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
            byte[] stamped = JsonSerializer.SerializeToUtf8Bytes(command);
            return CaseCommand.Read(stamped, out problem) is null ? null : stamped;
        }
        catch (JsonException e)
        {
            problem = JsonProblem.Describe(e);
            return null;
        }
    }
}
