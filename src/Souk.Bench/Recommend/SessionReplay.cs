using System.Globalization;
using Souk.Core.Definition;
using Souk.Learning.Data;
using Souk.Log;
using Souk.Recommend.Serving;

namespace Souk.Bench.Recommend;

/// <summary>Sessions as events of an engine, and what it recommends next in sessions that nobody else learns
/// from.</summary>
internal sealed class SessionReplay : IDisposable
{
    private const int Cutoff = 20;
    private const string Surface = "next";

    // The data have an order but no times: the sessions of the four and a half months are laid out evenly, a click each
    // half minute.
    private const long Second = 1_000_000;
    private const long Span = 138 * 86_400 * Second;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2015, 5, 3, 0, 0, 0, TimeSpan.Zero));

    private readonly EngineUnderTest _engine;
    private LogTime _now = _start;
    private int _sessions;

    internal SessionReplay(string sources) => _engine = new EngineUnderTest(
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
        """,
        guardsBursts: true,
        new HeldOutSubjects.Factory());

    public void Dispose() => _engine.Dispose();

    /// <summary>Gives past sessions to the engine.</summary>
    internal void Learn(ItemSequences sessions, int count)
    {
        long apart = Span / count;
        for (int i = 0; i < count; i++)
        {
            _now = new LogTime(Math.Max(_now.Microseconds, _start.Microseconds + (i * apart)));
            Click($"s{++_sessions}", sessions[i]);
        }
    }

    /// <summary>Asks for the next item of sessions so far and gives the places of the true ones, from 1; 0 for beyond
    /// 20.</summary>
    internal int[] Ranks(IEnumerable<(int[] Prefix, int Target)> cases)
    {
        List<int> ranks = [];
        foreach ((int[] prefix, int target) in cases)
        {
            string session = $"{(char)HeldOutSubjects.Mark}{++_sessions}";
            Click(session, prefix);
            RecommendAnswer answer = _engine.Ask(
                new RecommendRequest { Surface = Surface, Subject = session, Count = Cutoff });
            string wanted = IdOf(target);
            int place = 1;
            foreach (Recommendation item in answer.Items)
            {
                if (item.Id == wanted)
                {
                    break;
                }

                place++;
            }

            ranks.Add(place <= answer.Items.Count ? place : 0);
        }

        return [.. ranks];
    }

    private static string IdOf(int item) => item.ToString(CultureInfo.InvariantCulture);

    private void Click(string session, ReadOnlySpan<int> items)
    {
        // A session of the data may begin before the one before it ends; here they follow each other.
        LogTime time = _now;
        foreach (int item in items)
        {
            time = new LogTime(time.Microseconds + Second);
            EventType click = _engine.Begin("click", time);
            _engine.Set(click, "session", session);
            _engine.Set(click, "item", IdOf(item));
            _engine.End(time);
        }

        _now = time;
    }
}
