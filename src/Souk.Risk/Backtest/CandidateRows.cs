using Souk.Core.Events;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Policies;

namespace Souk.Risk.Backtest;

/// <summary>What a back-test finds of one candidate while the log passes: its decisions that outcomes can judge, and
/// the judgements.</summary>
internal sealed class CandidateRows
{
    private readonly BacktestOptions _options;
    private readonly RiskEngine _candidate;
    private readonly RiskEngine _decided;
    private readonly Dictionary<(string Checkpoint, string Field, string Id), BacktestRow> _byKey = [];
    private readonly Dictionary<string, string[]> _keyFields;

    /// <summary>Goes on with what was found before.</summary>
    internal CandidateRows(BacktestOptions options, RiskEngine candidate, RiskEngine decided, BacktestFindings found)
    {
        (_options, _candidate, _decided, Found) = (options, candidate, decided, found);
        _keyFields = Policy.Outcomes.GroupBy(o => o.Of.Name)
            .ToDictionary(g => g.Key, g => g.Select(o => o.By).Distinct().ToArray());
        found.Rows.ForEach(Index);
    }

    /// <summary>What was found so far.</summary>
    internal BacktestFindings Found { get; }

    private RiskPolicy Policy => _candidate.Policy!;

    /// <summary>Takes an event in that both engines have taken in.</summary>
    internal void Take(EventView e)
    {
        foreach (OutcomeLabel label in Policy.Outcomes)
        {
            if (label.Type == e.Type)
            {
                Judge(e, label);
            }
        }

        if (e.Time < _options.From || e.Time >= _options.To || _candidate.RunnerOf(e.Type) is not CheckpointRunner said)
        {
            return;
        }

        RiskOutcome decided = _decided.OutcomeAt(e.Position) ?? RiskOutcome.Approve;
        Found.Changed += said.Outcome == decided ? 0 : 1;
        if (!_keyFields.TryGetValue(e.Type.Name, out string[]? fields))
        {
            Found.Unjudged++;
            return;
        }

        BacktestRow row = new()
        {
            Position = e.Position,
            Time = e.Time,
            Checkpoint = e.Type.Name,
            Candidate = said.Outcome,
            Decided = decided,
            Amount = double.IsNaN(said.Amount) ? 0 : said.Amount,
            Rules = IdsOf(said),
            Keys = Array.ConvertAll(fields, by => (by, KeyOf(e, by))),
        };
        Found.Rows.Add(row);
        Index(row);
    }

    /// <summary>What came out.</summary>
    /// <param name="end">The log time up to which outcomes are known.</param>
    internal BacktestReport Report(LogTime end)
    {
        Dictionary<string, long> matures = Policy.Outcomes.GroupBy(o => o.Of.Name)
            .ToDictionary(g => g.Key, g => g.Max(o => o.Matures.Microseconds));
        List<BacktestRow> mature = [.. Found.Rows.Where(
            r => end.Microseconds - r.Time.Microseconds >= matures[r.Checkpoint])];
        return new BacktestReport
        {
            Candidate = FigureMaker.Make(mature, r => r.Candidate, _options),
            Decided = FigureMaker.Make(mature, r => r.Decided, _options),
            Rules = RuleTally.Make(Policy, mature),
            Immature = Found.Rows.Count - mature.Count,
            MaturedBefore = new LogTime(end.Microseconds - matures.Values.Append(0).Max()),
            Unjudged = Found.Unjudged,
            Changed = Found.Changed,
        };
    }

    private static string[] IdsOf(CheckpointRunner said)
    {
        if (said.LiveCount == 0)
        {
            return [];
        }

        string[] ids = new string[said.LiveCount];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = said.Policy.Rules[said.Live[i]].Id;
        }

        return ids;
    }

    private static string KeyOf(EventView e, string field) => e.TextString(e.Type.FindField(field)!.Index);

    private void Index(BacktestRow row)
    {
        foreach ((string field, string id) in row.Keys)
        {
            _byKey[(row.Checkpoint, field, id)] = row;
        }
    }

    private void Judge(EventView e, OutcomeLabel label)
    {
        if (_byKey.TryGetValue((label.Of.Name, label.By, KeyOf(e, label.By)), out BacktestRow? row)
            && e.Time.Microseconds - row.Time.Microseconds <= label.Matures.Microseconds
            && _candidate.Holds(label, e))
        {
            row.IsBad = true;
        }
    }
}
