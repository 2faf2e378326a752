using Souk.Log;
using Souk.Risk.Decisions;

namespace Souk.Risk.Backtest;

/// <summary>One event of a checkpoint in a back-test.</summary>
internal sealed class BacktestRow
{
    internal required LogPosition Position { get; init; }

    internal required LogTime Time { get; init; }

    internal required Decision Candidate { get; init; }

    internal required RiskOutcome Decided { get; init; }

    internal bool IsBad { get; set; }

    internal double Amount => double.IsNaN(Candidate.Amount) ? 0 : Candidate.Amount;

    internal static bool Stops(RiskOutcome outcome) => outcome >= RiskOutcome.Review;
}
