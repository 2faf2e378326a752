using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Experiments;
using Souk.Experiments.Assignment;
using Souk.Recommend.Relations;
using Souk.Recommend.Serving;
using Souk.Server.Experiments;
using Souk.Server.Http;

namespace Souk.Server.Recommend;

/// <summary>Recommendations over HTTP.</summary>
internal sealed class RecommendEndpoint(
    SoukEngine engine, Recommender recommender, PageLog pages, AnswerGate gate, VariantMisses misses,
    TimeProvider clock)
{
    private const int MaxBodyBytes = 1 << 20;
    private const int MaxRequests = 200;
    private const int MaxRelations = 20;

    // A definition does not change twice within a request, unless somebody plays with it.
    private const int Attempts = 3;
    private const string RetryAfterSeconds = "1";

    /// <summary><c>POST /v1/recommend</c>: one request, or <c>{"requests": [...]}</c>.</summary>
    internal async Task Recommend(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, MaxBodyBytes, "The request is not valid"))
        {
            return;
        }

        using JsonDocument json = body.Parse();
        JsonElement requests = default;
        bool isBatch = json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("requests", out requests);
        if (isBatch && requests.ValueKind != JsonValueKind.Array)
        {
            await Problem.Write(
                context, 400, "The request is not valid", $"It must be a list of 1 to {MaxRequests} requests.",
                "requests");
            return;
        }

        List<JsonElement> asked = isBatch ? [.. requests.EnumerateArray()] : [json.RootElement];
        if (asked.Count is 0 or > MaxRequests)
        {
            await Problem.Write(
                context, 400, "The request is not valid", $"{asked.Count} requests; 1 to {MaxRequests} are taken.",
                "requests");
            return;
        }

        long came = clock.GetTimestamp();
        if (!await gate.EnterAsync(context.RequestAborted))
        {
            await ComeAgain(context, 429, "Too many requests", $"{gate.Waiting} requests wait for an answer already.");
            return;
        }

        List<Answered>? answers;
        Refusal? refusal;
        try
        {
            answers = AnswerAll(asked, clock.GetElapsedTime(came), isBatch, out refusal);
        }
        finally
        {
            gate.Leave();
        }

        if (refusal is { Problem: RequestProblem problem } && ReferenceEquals(problem, Recommender.DefinitionChanged))
        {
            await ComeAgain(context, 503, "The definition is changing", problem.Message);
        }
        else if (refusal is not null)
        {
            await Problem.Write(context, 400, "The request is not valid", refusal.Problem.Message, refusal.Path);
        }
        else
        {
            string?[] notLogged = await Task.WhenAll(answers!.Select(a => a.Logged));
            await Write(context, [.. answers!.Zip(notLogged)], isBatch);
        }
    }

    /// <summary><c>GET /v1/items/{id}/relations</c>: what an item goes together with.</summary>
    internal Task Relations(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        string? named = context.Request.Query["surface"];
        SurfaceDefinition? surface = named is null
            ? engine.Definition.Surfaces.FirstOrDefault(s => s.Of.Name == "item")
            : engine.Definition.FindSurface(named);
        if (surface is null)
        {
            string hint = Suggestion.For(named ?? "", engine.Definition.Surfaces.Select(s => s.Name), "surfaces");
            return Problem.Write(context, 404, "Unknown surface", $"There is no surface '{named}'{hint}", "surface");
        }

        IReadOnlyList<Relation>? relations;
        long position;
        using (FoldScope scope = engine.Read())
        {
            relations = scope.Fold.Definition.FindSurface(surface.Name) == surface
                ? RelationFinder.Find(scope.Fold, surface, id, MaxRelations) : null;
            position = scope.Fold.Position.Value;
        }

        return relations is null
            ? Problem.Write(
                context, 404, $"Unknown {surface.Of.Name}", $"No event has named the {surface.Of.Name} '{id}'.", "id")
            : JsonReply.Write(context, 200, json => RecommendJson.WriteRelations(json, relations, position));
    }

    private static Task ComeAgain(HttpContext context, int status, string title, string detail)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Problem.Write(context, status, title, $"{detail} Ask again after Retry-After seconds.");
    }

    private List<Answered>? AnswerAll(List<JsonElement> asked, TimeSpan waited, bool isBatch, out Refusal? refusal)
    {
        List<Answered> answers = new(asked.Count);
        for (int i = 0; i < asked.Count; i++)
        {
            RequestProblem? problem = null;
            Answered? answered = null;
            for (int attempt = 0; attempt < Attempts && answered is null; attempt++)
            {
                answered = Answer(asked[i], waited, out problem);
                if (!ReferenceEquals(problem, Recommender.DefinitionChanged))
                {
                    break;
                }
            }

            if (answered is null)
            {
                refusal = new Refusal(isBatch ? $"requests[{i}].{problem!.Path}" : problem!.Path, problem);
                return null;
            }

            answers.Add(answered);
        }

        refusal = null;
        return answers;
    }

    private Answered? Answer(JsonElement asked, TimeSpan waited, out RequestProblem? problem)
    {
        if (RecommendBody.Read(asked, out problem) is not RecommendBody body)
        {
            return null;
        }

        ServedVariant? served = body.Variant is null ? Serve(body) : null;
        RecommendRequest request = body.Request with
        {
            ServedBy = served?.Surface,
            Deadline = Left(body.Request.Deadline, waited),
        };
        RecommendAnswer? answer = recommender.Recommend(request, out problem);
        if (answer is not null && served is not null && !HasItsVersion(served, answer))
        {
            if (served.Experiment is string experiment)
            {
                misses.Add(experiment, served.Variant!);
            }

            served = ServeWithout(body, served);
            answer = recommender.Recommend(request with { ServedBy = served?.Surface }, out problem);
        }

        if (answer is null)
        {
            return null;
        }

        Task<string?> logged = Task.FromResult<string?>(null);
        if (body.Log)
        {
            logged = pages.Add(body, answer, served, out string? error);
            problem = error is null ? null : new RequestProblem("log", error);
        }

        return problem is null ? new Answered(body, answer, served, logged) : null;
    }

    // What is out of range stays as it is, so that it is told.
    private static TimeSpan Left(TimeSpan deadline, TimeSpan waited) =>
        deadline <= TimeSpan.Zero || deadline > RecommendRequest.LongestDeadline ? deadline
        : deadline > waited ? deadline - waited : TimeSpan.Zero;

    // What experiments make of the surface for this subject; null for a surface that there is not.
    private ServedVariant? Serve(RecommendBody body)
    {
        using FoldScope scope = engine.Read();
        if (scope.Fold.Definition.FindSurface(body.Request.Surface) is not SurfaceDefinition surface)
        {
            return null;
        }

        ExperimentProjection experiments = scope.Fold.Projection<ExperimentProjection>();
        return body.Viewer is null
            ? experiments.Serve(surface, (surface.For, body.Request.Subject))
            : experiments.Serve(surface, (surface.For, body.Request.Subject), (surface.Actor, body.Viewer));
    }

    // What lacked the time for its ranker says so itself.
    private static bool HasItsVersion(ServedVariant served, RecommendAnswer answer) =>
        served.Surface.Version is not int version || answer.ModelVersion == version || answer.IsDegraded;

    // Whose variant cannot serve is served as somebody outside of the experiment: by what was shipped, or, where that
    // is what cannot serve, by the surface as declared.
    private ServedVariant? ServeWithout(RecommendBody body, ServedVariant served)
    {
        using FoldScope scope = engine.Read();
        return served.Experiment is not null
            && scope.Fold.Definition.FindSurface(body.Request.Surface) is SurfaceDefinition surface
            && scope.Fold.Projection<ExperimentProjection>().Serve(surface) is { Surface.Version: null } shipped
            ? shipped : null;
    }

    private static Task Write(HttpContext context, List<(Answered Answer, string? NotLogged)> answers, bool isBatch) =>
        JsonReply.Write(context, 200, json =>
        {
            if (!isBatch)
            {
                Write(json, answers[0].Answer, answers[0].NotLogged);
                return;
            }

            json.WriteStartArray("answers");
            foreach ((Answered answer, string? notLogged) in answers)
            {
                json.WriteStartObject();
                Write(json, answer, notLogged);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static void Write(Utf8JsonWriter json, Answered answered, string? notLogged)
    {
        if (answered.Served?.Experiment is string experiment)
        {
            json.WriteString("experiment", experiment);
            json.WriteString("variant", answered.Served.Variant);
        }

        if (answered.Body.Log)
        {
            json.WriteBoolean("logged", notLogged is null);
        }

        if (notLogged is not null)
        {
            json.WriteString("not_logged", notLogged);
        }

        RecommendJson.Write(json, answered.Answer, answered.Body.Explain);
    }

    private sealed record Answered(
        RecommendBody Body, RecommendAnswer Answer, ServedVariant? Served, Task<string?> Logged);

    private sealed record Refusal(string Path, RequestProblem Problem);
}
