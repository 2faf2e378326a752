using Souk.Log;
using Souk.Risk.Decisions;

namespace Souk.Risk.Backtest;

/// <summary>One event of a checkpoint in a back-test.</summary>
internal sealed class BacktestRow
{
    internal required LogPosition Position { get; init; }

    internal required LogTime Time { get; init; }

    internal required string Checkpoint { get; init; }

    /// <summary>What the candidate says.</summary>
    internal required RiskOutcome Candidate { get; init; }

    /// <summary>What was decided.</summary>
    internal required RiskOutcome Decided { get; init; }

    /// <summary>The money at stake; 0 if the policy does not say.</summary>
    internal required double Amount { get; init; }

    /// <summary>The ids of the candidate's live rules that fired.</summary>
    internal required string[] Rules { get; init; }

    /// <summary>What outcomes name it by: the field and its value.</summary>
    internal required (string Field, string Id)[] Keys { get; init; }

    internal bool IsBad { get; set; }

    internal static bool Stops(RiskOutcome outcome) => outcome >= RiskOutcome.Review;
}
