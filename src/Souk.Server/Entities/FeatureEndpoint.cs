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

/// <summary><c>POST /v1/features</c>: chosen features of many keys, all at one log position, now or in the
/// past.</summary>
internal sealed class FeatureEndpoint(SoukEngine engine, ReaderPool readers, PastReads past)
{
    private const int MaxBodyBytes = 8 << 20;

    internal async Task Handle(HttpContext context)
    {
        using BodyReader body = new();
        if (!await body.ReadJsonAsync(context, MaxBodyBytes, "The request is not valid"))
        {
            return;
        }

        MarketplaceDefinition definition = engine.Definition;
        List<string> columns = [];
        string? problem = FeatureRequest.Parse(body.Body.Span, out FeatureRequest request, out string path);
        if (problem is null)
        {
            path = "features";
            problem = ColumnNames.Resolve(definition, request.Features, out columns);
        }

        FeatureRead read = new(request, columns);
        if (problem is null)
        {
            if (request.At is not PastMoment moment)
            {
                ReadNow(read);
            }
            else if (!await past.TryRun(context, cancel => ReadPast(read, definition, moment, cancel)))
            {
                return;
            }

            (problem, path) = (read.Problem, read.Path);
        }

        await (problem is null
            ? Write(context, columns, read.Values, read.Position, read.Time)
            : Problem.Write(context, 400, "The request is not valid", problem, path));
    }

    private void ReadNow(FeatureRead read)
    {
        string listKey = string.Join('\n', read.Columns);
        using FoldScope scope = engine.Read();
        FeatureEngine features = scope.Fold.Projection<FeatureEngine>();
        read.Run(
            scope.Fold.Position,
            scope.Fold.Time,
            () => readers.Rent(features, listKey, read.Columns),
            reader => readers.Return(features, listKey, reader));
    }

    private void ReadPast(
        FeatureRead read, MarketplaceDefinition definition, PastMoment moment, CancellationToken cancellation)
    {
        using PastState state = past.Features.Open(definition, read.Columns, moment, cancellation);
        FeatureEngine features = state.Fold.Projection<FeatureEngine>();
        read.Run(state.Fold.Position, state.Time, () => features.CreateReader(read.Columns), _ => { });
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
