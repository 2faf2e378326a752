using System.Globalization;
using Microsoft.AspNetCore.Http;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Past;
using Souk.Server.Entities;
using Souk.Server.Http;

namespace Souk.Server.Past;

/// <summary><c>GET /v1/entities/{kind}/{id}/explain</c>: the events that a feature's value came from, now or at a past
/// moment.</summary>
internal sealed class ExplainEndpoint(SoukEngine engine, PastReads past)
{
    private const int DefaultEvents = 20;

    // An answer of a thousand events has some hundreds of kilobytes; nobody reads more of them one by one.
    private const int MaxEvents = 1_000;

    internal async Task Handle(HttpContext context)
    {
        MarketplaceDefinition definition = engine.Definition;
        if (await EntityEndpoint.KindOf(context, definition) is not EntityKind kind
            || await ColumnOf(context, definition) is not FeatureColumn column
            || await EventsOf(context) is not int events)
        {
            return;
        }

        PastMoment moment = PastMoment.At(engine.LastPosition);
        if (context.Request.Query["at"] is [string at] && !await PastReads.TryMoment(context, at, m => moment = m))
        {
            return;
        }

        IReadOnlyList<KeyPart> parts = column.Feature.Key;
        if (parts.Count == 0 || parts[0].Type.Entity?.Index != kind.Index)
        {
            await Problem.Write(
                context, 400, "The feature is of something else",
                $"'{column.Name}' is kept for {string.Join(" and ", parts.Select(p => p.Name))}, not for " +
                $"{kind.Name} first.",
                "feature");
            return;
        }

        string[] key = [(string)context.Request.RouteValues["id"]!,
            .. context.Request.Query["with"].Select(w => w ?? string.Empty)];
        FeatureExplanation explanation = null!;
        if (await past.TryRun(context, cancel => explanation = past.Features.Explain(
            definition, column.Name, key, moment, events, cancel)))
        {
            await JsonReply.Write(context, 200, json => ExplanationJson.Write(json, explanation));
        }
    }

    private static async ValueTask<FeatureColumn?> ColumnOf(HttpContext context, MarketplaceDefinition definition)
    {
        string asked = context.Request.Query["feature"].ToString();
        string? problem = asked.Length == 0
            ? "Name the feature to explain, such as ?feature=shopper.spend.30d."
            : ColumnNames.Resolve(definition, [asked], out List<string> columns)
            ?? (columns.Count == 1 ? null : $"'{asked}' has several columns; name one of " +
            $"{string.Join(", ", columns)}.");
        if (problem is null)
        {
            return definition.FindColumn(asked) ?? definition.FindFeature(asked)!.Columns[0];
        }

        await Problem.Write(context, 400, "Unknown feature", problem, "feature");
        return null;
    }

    private static async ValueTask<int?> EventsOf(HttpContext context)
    {
        if (context.Request.Query["events"] is not [string asked])
        {
            return DefaultEvents;
        }

        if (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int events) && events <= MaxEvents)
        {
            return events;
        }

        await Problem.Write(
            context, 400, "Unknown number of events", $"'{asked}' is not a number from 0 to {MaxEvents}.", "events");
        return null;
    }
}
