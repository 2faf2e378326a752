using Souk.Learning.Data;
using Souk.Log;
using Souk.Recommend.Serving;

namespace Souk.Bench.Recommend;

/// <summary>Sessions as events of an engine, and what it recommends next in sessions that nobody else learns
/// from.</summary>
internal sealed class SessionReplay : IDisposable
{
    private const int Cutoff = 20;

    private readonly EngineUnderTest _engine;
    private LogTime _now = SessionMarket.Start;
    private int _sessions;

    internal SessionReplay(string sources) => _engine = new EngineUnderTest(
        SessionMarket.Definition(sources), guardsBursts: true, new HeldOutSubjects.Factory());

    public void Dispose() => _engine.Dispose();

    /// <summary>Gives past sessions to the engine.</summary>
    internal void Learn(ItemSequences sessions, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _now = SessionMarket.Begin(i, count, _now);
            _now = SessionMarket.Click(_engine, $"s{++_sessions}", sessions[i], _now);
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
            _now = SessionMarket.Click(_engine, session, prefix, _now);
            RecommendAnswer answer = _engine.Ask(
                new RecommendRequest { Surface = SessionMarket.Surface, Subject = session, Count = Cutoff });
            string wanted = SessionMarket.IdOf(target);
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
}
