using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;
using Souk.Server.Http;

namespace Souk.Server.Entities;

/// <summary><c>POST /v1/features</c>: chosen features of many keys, all at one log position.</summary>
internal sealed class FeatureEndpoint(SoukEngine engine, ReaderPool readers)
{
    private const int MaxBodyBytes = 8 << 20;


    internal async Task Handle(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadAsync(context, MaxBodyBytes))
        {
            await Problem.Write(context, 413, "The body is too large", $"At most {MaxBodyBytes} bytes are taken.");
            return;
        }

        string? problem = FeatureRequest.Parse(body.Body.Span, out FeatureRequest request, out string path);
        if (problem is null)
        {
            problem = ColumnNames.Resolve(engine.Definition, request.Features, out List<string> columns);
            path = "features";
            if (problem is null)
            {
                problem = Read(request, columns, out FeatureValue[] values, out LogPosition position, out LogTime time, out path);
                if (problem is null)
                {
                    await Write(context, columns, values, position, time);
                    return;
                }
            }
        }

        await Problem.Write(context, 400, "The request is not valid", problem, path);
    }

    private string? Read(
        FeatureRequest request,
        List<string> columns,
        out FeatureValue[] values,
        out LogPosition position,
        out LogTime time,
        out string path)
    {
        values = new FeatureValue[request.Keys.Count * columns.Count];
        string listKey = string.Join('\n', columns);
        path = "features";
        using FoldScope scope = engine.Read();
        position = scope.Fold.Position;
        time = scope.Fold.Time;
        FeatureEngine features = scope.Fold.Projection<FeatureEngine>();
        try
        {
            FeatureReader reader = readers.Rent(features, listKey, columns);
            for (int i = 0; i < request.Keys.Count; i++)
            {
                path = $"keys[{i}]";
                reader.Read(request.Keys[i], values.AsSpan(i * columns.Count, columns.Count));
            }

            readers.Return(features, listKey, reader);
            return null;
        }
        catch (ArgumentException e)
        {
            return Problem.MessageOf(e);
        }
    }

    private static Task Write(
        HttpContext context, List<string> columns, FeatureValue[] values, LogPosition position, LogTime time) =>
        JsonReply.Write(context, 200, json =>
        {
            json.WriteNumber("position", position.Value);
            if (position > LogPosition.Zero && time != LogTime.BeforeAll)
            {
                json.WriteString("time", Rfc3339.Format(time));
            }

            json.WriteStartArray("columns");
            columns.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteStartArray("rows");
            for (int row = 0; row < values.Length; row += columns.Count)
            {
                json.WriteStartArray();
                for (int i = 0; i < columns.Count; i++)
                {
                    FeatureJson.Write(json, values[row + i]);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
}
