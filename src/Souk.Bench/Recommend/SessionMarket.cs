using System.Globalization;
using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Bench.Recommend;

/// <summary>A marketplace of sessions that click items. The data have an order but no times: the sessions of the four
/// and a half months are laid out evenly, a click each second.</summary>
internal static class SessionMarket
{
    /// <summary>The surface that foresees the next click.</summary>
    internal const string Surface = "next";

    private const long Second = 1_000_000;
    private const long Span = 138 * 86_400 * Second;

    /// <summary>When the first session begins.</summary>
    internal static LogTime Start { get; } = LogTime.FromDateTimeOffset(new(2015, 5, 3, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The definition.</summary>
    /// <param name="sources">The surface's recall sources, as in a definition.</param>
    internal static string Definition(string sources) =>
        $$"""
        name: sessions
        base_currency: EUR
        id_horizon: 1d
        entities:
          session: {}
          item: {}
        events:
          click: { fields: { session: session, item: item } }
        surfaces:
          {{Surface}}:
            for: session
            of: item
            goal: click
            signals: { click: 1 }
            half_life: 90d
            sources: [{{sources}}]
            ranker: recall
        """;

    /// <summary>When a session begins: in its turn, and not before the one before it ends, so that they follow each
    /// other.</summary>
    /// <param name="number">Which session, from 0.</param>
    /// <param name="count">How many the span is laid out for.</param>
    /// <param name="now">The end of the one before it.</param>
    internal static LogTime Begin(int number, int count, LogTime now) =>
        new(Math.Max(now.Microseconds, Start.Microseconds + (number * (Span / count))));

    /// <summary>The id of an item.</summary>
    internal static string IdOf(int item) => item.ToString(CultureInfo.InvariantCulture);

    /// <summary>Adds the clicks of a session.</summary>
    /// <returns>When the last one was.</returns>
    internal static LogTime Click(EngineUnderTest engine, string session, ReadOnlySpan<int> items, LogTime begin)
    {
        LogTime time = begin;
        foreach (int item in items)
        {
            time = new LogTime(time.Microseconds + Second);
            EventType click = engine.Begin("click", time);
            engine.Set(click, "session", session);
            engine.Set(click, "item", IdOf(item));
            engine.End(time);
        }

        return time;
    }
}
