using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Log;
using Souk.Server.Http;
using Souk.Server.Past;

namespace Souk.Server.Entities;

/// <summary><c>GET /v1/entities/{kind}/{id}</c>: an entity's profile and features, now or at a past moment.</summary>
internal sealed class EntityEndpoint(SoukEngine engine, ReaderPool readers, PastReads past)
{
    /// <summary>The entity kind that a path names.</summary>
    /// <returns>Null if there is no such kind; the answer has been written then.</returns>
    internal static async ValueTask<EntityKind?> KindOf(HttpContext context, MarketplaceDefinition definition)
    {
        string name = (string)context.Request.RouteValues["kind"]!;
        if (definition.FindKind(name) is EntityKind kind)
        {
            return kind;
        }

        await Problem.Write(
            context, 404, "Unknown entity kind",
            $"There is no kind '{name}'{Suggestion.For(name, definition.EntityKinds.Select(k => k.Name), "kinds")}",
            "kind");
        return null;
    }

    internal async Task Handle(HttpContext context)
    {
        MarketplaceDefinition definition = engine.Definition;
        if (await KindOf(context, definition) is not EntityKind kind)
        {
            return;
        }

        string? asked = context.Request.Query["features"];
        List<string> columns;
        if (asked is null)
        {
            columns = ColumnNames.Of(definition, kind);
        }
        else if (ColumnNames.Resolve(
            definition, asked.Split(',', StringSplitOptions.TrimEntries), out columns) is string problem)
        {
            await Problem.Write(context, 400, "Unknown feature", problem, "features");
            return;
        }

        string id = (string)context.Request.RouteValues["id"]!;
        ArrayBufferWriter<byte> answer = new(2048);
        string? wrong = null;
        if (context.Request.Query["at"] is [string at])
        {
            PastMoment moment = default;
            if (!await PastReads.TryMoment(context, at, m => moment = m)
                || !await past.TryRun(
                    context, cancel => wrong = ReadPast(definition, moment, kind, id, columns, answer, cancel)))
            {
                return;
            }
        }
        else
        {
            wrong = ReadNow(kind, id, columns, answer);
        }

        if (wrong is not null)
        {
            await Problem.Write(context, 400, "The features cannot be read together", wrong, "features");
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.WrittenCount;
        await context.Response.Body.WriteAsync(answer.WrittenMemory, context.RequestAborted);
    }

    private string? ReadNow(EntityKind kind, string id, List<string> columns, ArrayBufferWriter<byte> answer)
    {
        string listKey = string.Join('\n', columns);
        using FoldScope scope = engine.Read();
        FeatureEngine features = scope.Fold.Projection<FeatureEngine>();
        return Write(scope.Fold, scope.Fold.Time, kind, id, columns, answer, values =>
        {
            FeatureReader reader = readers.Rent(features, listKey, columns);
            reader.Read(id, values);
            readers.Return(features, listKey, reader);
        });
    }

    private string? ReadPast(
        MarketplaceDefinition definition, PastMoment moment, EntityKind kind, string id, List<string> columns,
        ArrayBufferWriter<byte> answer, CancellationToken cancellation)
    {
        using PastState state = past.Features.Open(definition, columns, moment, cancellation);
        return Write(state.Fold, state.Time, kind, id, columns, answer, values =>
            state.Fold.Projection<FeatureEngine>().CreateReader(columns).Read(id, values));
    }

    // An entity that no event has named yet is not an error: its features have their values of nothing.
    private static string? Write(
        Fold fold, LogTime time, EntityKind kind, string id, List<string> columns, ArrayBufferWriter<byte> answer,
        Action<FeatureValue[]> read)
    {
        FeatureValue[] values = new FeatureValue[columns.Count];
        try
        {
            if (columns.Count > 0)
            {
                read(values);
            }
        }
        catch (ArgumentException e)
        {
            return Problem.MessageOf(e);
        }

        using Utf8JsonWriter json = new(answer, JsonReply.Writing);
        json.WriteStartObject();
        WriteHead(json, fold, time, kind, id);
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

    private static void WriteHead(Utf8JsonWriter json, Fold fold, LogTime time, EntityKind kind, string id)
    {
        EntityKind current = fold.Definition.FindKind(kind.Name) ?? kind;
        uint entity = fold.Entities.Find(current.Index, Encoding.UTF8.GetBytes(id));
        json.WriteString("kind", kind.Name);
        json.WriteString("id", id);
        json.WriteNumber("position", fold.Position.Value);
        WriteTime(json, "time", time);
        json.WriteBoolean("known", entity != 0);
        if (entity != 0 && fold.Profiles.LastSeen(current, entity) is LogTime seen)
        {
            WriteTime(json, "last_seen", seen);
        }

        json.WritePropertyName("profile");
        ProfileJson.Write(json, fold.Profiles, current, entity);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, LogTime time)
    {
        if (time != LogTime.BeforeAll)
        {
            json.WriteString(name, Rfc3339.Format(time));
        }
    }
}
