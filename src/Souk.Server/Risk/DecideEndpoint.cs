using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;
using Souk.Server.Events;
using Souk.Server.Http;

namespace Souk.Server.Risk;

/// <summary>Decisions over HTTP: an event in, durable, and the decision on it out.</summary>
internal sealed class DecideEndpoint(SoukEngine engine, EventIntake intake, ServerOptions options)
{
    private const int MaxDeadlineMilliseconds = 60_000;
    private const int MostListed = 1_000;

    /// <summary><c>POST /v1/decide/{checkpoint}</c>: one event.</summary>
    internal Task Decide(HttpContext context) => Decide(context, isBatch: false);

    /// <summary><c>POST /v1/decide/{checkpoint}/batch</c>: several events, NDJSON or an array; all are taken or
    /// none.</summary>
    internal Task DecideBatch(HttpContext context) => Decide(context, isBatch: true);

    private async Task Decide(HttpContext context, bool isBatch)
    {
        string checkpoint = (string)context.Request.RouteValues["checkpoint"]!;
        if (Fallback(checkpoint) is not RiskOutcome fallback)
        {
            await Problem.Write(
                context, 404, "Unknown checkpoint", $"The policy in force has no checkpoint '{checkpoint}'.",
                "checkpoint");
            return;
        }

        if (!TryReadDeadline(context.Request, out TimeSpan deadline))
        {
            await Problem.Write(
                context, 400, "The deadline is not valid",
                $"'deadline_ms' is a whole number from 1 to {MaxDeadlineMilliseconds}.", "deadline_ms");
            return;
        }

        using BodyReader body = new();
        if (!await body.ReadAsync(context, options.MaxBodyBytes))
        {
            return;
        }

        List<Range> events = [];
        if (!isBatch)
        {
            events.Add(..body.Length);
        }
        else if (BatchDecision.Split(body.Body.Span, events) is string problem)
        {
            await Problem.Write(context, 400, "The batch is not valid", problem + "; nothing was taken.");
            return;
        }

        if (WrongType(body.Body.Span, events, checkpoint, isBatch) is (string path, string wrong))
        {
            await Problem.Write(
                context, 400, "The event is of another type",
                $"The event's type is '{wrong}'; the checkpoint '{checkpoint}' takes events of its own type.", path);
            return;
        }

        await Take(context, body.Body, isBatch ? events : null, checkpoint, fallback, deadline);
    }

    /// <summary><c>GET /v1/decisions/{position}</c>.</summary>
    internal Task Get(HttpContext context)
    {
        string text = (string)context.Request.RouteValues["position"]!;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long position))
        {
            return Problem.Write(
                context, 400, "No log position", $"'{text}' is no log position (1, 2, 3 ...).", "position");
        }

        // What is not on disk was not answered, and a crash may take it back.
        return new LogPosition(position) <= engine.Log.DurablePosition
            && Find(new LogPosition(position)) is Decision decision
            ? JsonReply.Write(context, 200, json => DecisionJson.Write(json, decision))
            : Problem.Write(
                context, 404, "No decision",
                $"There is no decision at hand at position {position}: {WhyNone(new LogPosition(position))}.");
    }

    /// <summary><c>GET /v1/decisions</c>: the newest, newest first.</summary>
    internal Task List(HttpContext context)
    {
        string? text = context.Request.Query["limit"];
        int limit = 50;
        if (text is not null && (!int.TryParse(text, out limit) || limit is < 1 or > MostListed))
        {
            return Problem.Write(context, 400, "The limit is not valid", $"'limit' is 1 to {MostListed}.", "limit");
        }

        IReadOnlyList<Decision> decisions;
        using (FoldScope scope = engine.Read())
        {
            decisions = scope.Fold.Projection<RiskEngine>().Newest(limit);
        }

        LogPosition durable = engine.Log.DurablePosition;

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("decisions");
            foreach (Decision decision in decisions.Where(d => d.Position <= durable))
            {
                json.WriteStartObject();
                DecisionJson.Write(json, decision, withReasons: false);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static bool TryReadDeadline(HttpRequest request, out TimeSpan deadline)
    {
        deadline = Timeout.InfiniteTimeSpan;
        string? text = request.Query["deadline_ms"];
        if (text is null)
        {
            return true;
        }

        bool isRight = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
            && milliseconds is >= 1 and <= MaxDeadlineMilliseconds;
        deadline = TimeSpan.FromMilliseconds(milliseconds);
        return isRight;
    }

    private static (string Path, string Type)? WrongType(
        ReadOnlySpan<byte> body, List<Range> events, string checkpoint, bool isBatch)
    {
        for (int i = 0; i < events.Count; i++)
        {
            if (TypeIn(body[events[i]]) is string type && type != checkpoint)
            {
                return (isBatch ? $"[{i}].type" : "type", type);
            }
        }

        return null;
    }

    // Looks at the type before anything is logged; what else is wrong the intake says.
    private static string? TypeIn(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    bool isType = reader.ValueTextEquals("type"u8);
                    reader.Read();
                    if (isType)
                    {
                        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    }

                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private async Task Take(
        HttpContext context,
        ReadOnlyMemory<byte> body,
        List<Range>? batch,
        string checkpoint,
        RiskOutcome fallback,
        TimeSpan deadline)
    {
        try
        {
            (SubmitResult? result, EventError? error) = await Submit(body, batch).WaitAsync(deadline);
            if (error is not null)
            {
                await Problem.Write(
                    context, 400, "The event is not valid", $"'{error.Path}' {error.Message}.", error.Path);
            }
            else if (result is null)
            {
                context.Response.Headers.RetryAfter = "1";
                await WriteFallback(context, 429, checkpoint, fallback, "the queue is full; the event was not taken");
            }
            else if (batch is null)
            {
                await Answer(context, result, checkpoint, fallback);
            }
            else
            {
                await AnswerBatch(context, result, checkpoint, fallback);
            }
        }
        catch (TimeoutException)
        {
            await WriteFallback(context, 200, checkpoint, fallback, "the deadline passed; the event is being logged");
        }
        catch (Exception e) when (e is LogFailedException or ObjectDisposedException
            || ReferenceEquals(e, engine.Failure))
        {
            await WriteFallback(
                context, 503, checkpoint, fallback, "the server takes no events; nothing was acknowledged");
        }
    }

    private Task<(SubmitResult? Result, EventError? Error)> Submit(ReadOnlyMemory<byte> body, List<Range>? batch) =>
        batch is null
            ? intake.TakeOneAsync(body, isCloudEvent: false, Acknowledgement.Durable).AsTask()
            : intake.TakeAllAsync(body, batch, Acknowledgement.Durable).AsTask();

    private async Task Answer(HttpContext context, SubmitResult result, string checkpoint, RiskOutcome fallback)
    {
        LogPosition position = result.Positions[0];
        if (Find(position) is not Decision decision)
        {
            await WriteFallback(context, 200, checkpoint, fallback, WhyNoAnswer(position));
            return;
        }

        await JsonReply.Write(context, 200, json =>
        {
            DecisionJson.Write(json, decision, withReasons: decision.Outcome != RiskOutcome.Approve);
            json.WriteBoolean("duplicate", result.Duplicates > 0);
            json.WriteBoolean("fallback", false);
        });
    }

    private Task AnswerBatch(HttpContext context, SubmitResult result, string checkpoint, RiskOutcome fallback)
    {
        Decision?[] decisions = new Decision?[result.Positions.Count];
        using (FoldScope scope = engine.Read())
        {
            RiskEngine risk = scope.Fold.Projection<RiskEngine>();
            for (int i = 0; i < decisions.Length; i++)
            {
                decisions[i] = risk.Find(result.Positions[i]);
            }
        }

        return JsonReply.Write(context, 200, json =>
        {
            json.WriteStartArray("decisions");
            for (int i = 0; i < decisions.Length; i++)
            {
                json.WriteStartObject();
                if (decisions[i] is Decision decision)
                {
                    DecisionJson.Write(json, decision);
                    json.WriteBoolean("duplicate", result.Duplicates > 0 && result.IsDuplicate[i]);
                    json.WriteBoolean("fallback", false);
                }
                else
                {
                    WriteFallback(json, checkpoint, fallback, WhyNoAnswer(result.Positions[i]));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private string WhyNone(LogPosition position)
    {
        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<RiskEngine>().WhyNoDecision(position);
    }

    private string WhyNoAnswer(LogPosition position) =>
        $"the id was seen before, and there is no decision at hand at position {position}: {WhyNone(position)}";

    // Never open in silence: the answer says that it is the declared fallback, and why.
    private static Task WriteFallback(
        HttpContext context, int status, string checkpoint, RiskOutcome fallback, string why) =>
        JsonReply.Write(context, status, json => WriteFallback(json, checkpoint, fallback, why));

    private static void WriteFallback(Utf8JsonWriter json, string checkpoint, RiskOutcome fallback, string why)
    {
        json.WriteString("checkpoint", checkpoint);
        json.WriteString("outcome", DecisionJson.NameOf(fallback));
        json.WriteBoolean("fallback", true);
        json.WriteString("detail", why);
    }

    private RiskOutcome? Fallback(string checkpoint)
    {
        using FoldScope scope = engine.Read();
        RiskEngine risk = scope.Fold.Projection<RiskEngine>();
        CheckpointPolicy? policy = risk.Policy?.FindCheckpoint(checkpoint);
        bool isBroken = risk.Policy is null && risk.VersionInForce is not null
            && engine.Definition.FindEventType(checkpoint) is not null;
        return isBroken ? RiskOutcome.Review : policy?.Fallback;
    }

    private Decision? Find(LogPosition position)
    {
        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<RiskEngine>().Find(position);
    }
}
