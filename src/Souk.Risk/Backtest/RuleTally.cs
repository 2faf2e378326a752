using Souk.Log;
using Souk.Risk.Policies;

namespace Souk.Risk.Backtest;

/// <summary>Counts what each live rule of a candidate did, in one pass over the decisions.</summary>
internal sealed class RuleTally
{
    private readonly List<LogPosition> _examples = [];
    private long _hits;
    private long _bad;
    private long _unique;

    /// <summary>The figures of the live rules, by checkpoint and in the policy's order.</summary>
    internal static IReadOnlyList<RuleFigures> Make(RiskPolicy policy, IReadOnlyList<BacktestRow> rows)
    {
        Dictionary<(string Checkpoint, string Rule), RuleTally> tallies = policy.Checkpoints
            .SelectMany(c => c.Rules.Where(r => r.Status == RuleStatus.Live).Select(r => (c.Type.Name, r.Id)))
            .ToDictionary(k => k, _ => new RuleTally());
        foreach (BacktestRow row in rows)
        {
            foreach (string rule in row.Rules)
            {
                tallies[(row.Checkpoint, rule)].Add(row, isUnique: row.Rules.Length == 1);
            }
        }

        return
        [
            .. tallies.Select(t => new RuleFigures(
                t.Key.Checkpoint, t.Key.Rule, t.Value._hits, t.Value._bad, t.Value._unique, t.Value._examples)),
        ];
    }

    private void Add(BacktestRow row, bool isUnique)
    {
        _hits++;
        _bad += row.IsBad ? 1 : 0;
        _unique += isUnique ? 1 : 0;
        if (_examples.Count < RuleFigures.MaxExamples)
        {
            _examples.Add(row.Position);
        }
    }
}
