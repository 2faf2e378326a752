using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;
using Souk.Server.Http;

namespace Souk.Server.Entities;

/// <summary><c>GET /v1/entities/{kind}/{id}</c>: an entity's profile and features, now or at a past position.</summary>
internal sealed class EntityEndpoint(SoukEngine engine, ReaderPool readers)
{
    internal async Task Handle(HttpContext context)
    {
        MarketplaceDefinition definition = engine.Definition;
        string kindName = (string)context.Request.RouteValues["kind"]!;
        string id = (string)context.Request.RouteValues["id"]!;
        if (definition.FindKind(kindName) is not EntityKind kind)
        {
            await Problem.Write(
                context, 404, "Unknown entity kind",
                $"There is no kind '{kindName}'{Suggestion.For(kindName, definition.EntityKinds.Select(k => k.Name), "kinds")}",
                "kind");
            return;
        }

        string? asked = context.Request.Query["features"];
        List<string> columns;
        if (asked is null)
        {
            columns = ColumnNames.Of(definition, kind);
        }
        else if (ColumnNames.Resolve(definition, asked.Split(',', StringSplitOptions.TrimEntries), out columns) is string problem)
        {
            await Problem.Write(context, 400, "Unknown feature", problem, "features");
            return;
        }

        ArrayBufferWriter<byte> answer = new(2048);
        string? wrong = Read(kind, id, columns, answer);
        if (wrong is not null)
        {
            await Problem.Write(context, 400, "The features cannot be read together", wrong, "features");
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.WrittenCount;
        await context.Response.Body.WriteAsync(answer.WrittenMemory, context.RequestAborted);
    }

    // An entity that no event has named yet is not an error: its features have their values of nothing.
    private string? Read(EntityKind kind, string id, List<string> columns, ArrayBufferWriter<byte> answer)
    {
        FeatureValue[] values = new FeatureValue[columns.Count];
        using Utf8JsonWriter json = new(answer, JsonReply.Writing);
        using (FoldScope scope = engine.Read())
        {
            Fold fold = scope.Fold;
            if (columns.Count > 0 && ReadFeatures(fold, columns, id, values) is string problem)
            {
                return problem;
            }

            EntityKind current = fold.Definition.FindKind(kind.Name) ?? kind;
            uint entity = fold.Entities.Find(current.Index, Encoding.UTF8.GetBytes(id));
            json.WriteStartObject();
            json.WriteString("kind", kind.Name);
            json.WriteString("id", id);
            json.WriteNumber("position", fold.Position.Value);
            WriteTime(json, "time", fold.Time);
            json.WriteBoolean("known", entity != 0);
            if (entity != 0 && fold.Profiles.LastSeen(current, entity) is LogTime seen)
            {
                WriteTime(json, "last_seen", seen);
            }

            json.WritePropertyName("profile");
            ProfileJson.Write(json, fold.Profiles, current, entity);
        }

        json.WriteStartObject("features");
        for (int i = 0; i < values.Length; i++)
        {
            json.WritePropertyName(columns[i]);
            FeatureJson.Write(json, values[i]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private string? ReadFeatures(Fold fold, List<string> columns, string id, FeatureValue[] values)
    {
        FeatureEngine features = fold.Projection<FeatureEngine>();
        string listKey = string.Join('\n', columns);
        try
        {
            FeatureReader reader = readers.Rent(features, listKey, columns);
            reader.Read(id, values);
            readers.Return(features, listKey, reader);
            return null;
        }
        catch (ArgumentException e)
        {
            return Problem.MessageOf(e);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, LogTime time)
    {
        if (time != LogTime.BeforeAll)
        {
            json.WriteString(name, Rfc3339.Format(time));
        }
    }
}
