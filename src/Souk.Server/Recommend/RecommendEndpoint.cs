using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Relations;
using Souk.Recommend.Serving;
using Souk.Server.Http;

namespace Souk.Server.Recommend;

/// <summary>Recommendations over HTTP.</summary>
internal sealed class RecommendEndpoint(SoukEngine engine, Recommender recommender)
{
    private const int MaxBodyBytes = 1 << 20;
    private const int MaxRequests = 100;
    private const int MaxRelations = 20;

    /// <summary><c>POST /v1/recommend</c>: one request, or <c>{"requests": [...]}</c>.</summary>
    internal async Task Recommend(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadAsync(context, MaxBodyBytes))
        {
            await Problem.Write(context, 413, "The request is too large", $"At most {MaxBodyBytes} bytes are taken.");
            return;
        }

        using JsonDocument? json = await Parse(context, body.Body);
        if (json is null)
        {
            return;
        }

        bool isBatch = json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("requests", out JsonElement requests)
            && requests.ValueKind == JsonValueKind.Array;
        List<JsonElement> asked = isBatch
            ? [.. json.RootElement.GetProperty("requests").EnumerateArray()] : [json.RootElement];
        if (asked.Count is 0 or > MaxRequests)
        {
            await Problem.Write(
                context, 400, "The request is not valid", $"{asked.Count} requests; 1 to {MaxRequests} are taken.",
                "requests");
            return;
        }

        List<(RecommendBody Body, RecommendAnswer Answer)> answers = [];
        for (int i = 0; i < asked.Count; i++)
        {
            RecommendBody? read = RecommendBody.Read(asked[i], out RequestProblem? problem);
            RecommendAnswer? answer = read is null ? null : recommender.Recommend(read.Request, out problem);
            string? notLogged = answer is not null && read!.Log ? await Log(answer, read) : null;
            if (problem is not null || notLogged is not null)
            {
                string path = isBatch ? $"requests[{i}].{problem?.Path ?? "log"}" : problem?.Path ?? "log";
                await Problem.Write(context, 400, "The request is not valid", problem?.Message ?? notLogged!, path);
                return;
            }

            answers.Add((read!, answer!));
        }

        await Write(context, answers, isBatch);
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

    private static async Task<JsonDocument?> Parse(HttpContext context, ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 6 });
        }
        catch (JsonException e)
        {
            await Problem.Write(context, 400, "The request is not valid", $"The body is not valid JSON: {e.Message}");
            return null;
        }
    }

    private Task<string?> Log(RecommendAnswer answer, RecommendBody body) => ImpressionLog.LogAsync(
        engine, answer, body.Request.Subject, body.Id ?? $"r-{Guid.NewGuid():N}", body.Variant);

    private static Task Write(
        HttpContext context, List<(RecommendBody Body, RecommendAnswer Answer)> answers, bool isBatch) =>
        JsonReply.Write(context, 200, json =>
        {
            if (!isBatch)
            {
                RecommendJson.Write(json, answers[0].Answer, answers[0].Body.Explain);
                return;
            }

            json.WriteStartArray("answers");
            foreach ((RecommendBody body, RecommendAnswer answer) in answers)
            {
                json.WriteStartObject();
                RecommendJson.Write(json, answer, body.Explain);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
