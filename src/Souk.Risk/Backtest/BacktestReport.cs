using Souk.Log;

namespace Souk.Risk.Backtest;

/// <summary>What a back-test found.</summary>
public sealed record BacktestReport
{
    /// <summary>How the candidate did.</summary>
    public required PolicyFigures Candidate { get; init; }

    /// <summary>How what was decided did, on the same decisions; an event without a decision went through.</summary>
    public required PolicyFigures Decided { get; init; }

    /// <summary>The live rules of the candidate, by checkpoint and in the policy's order.</summary>
    public required IReadOnlyList<RuleFigures> Rules { get; init; }

    /// <summary>Decisions of the span whose outcomes have not matured; they count nowhere else.</summary>
    public required long Immature { get; init; }

    /// <summary>The log time before which all outcomes of decisions have matured, whatever the checkpoint.</summary>
    public required LogTime MaturedBefore { get; init; }

    /// <summary>Decisions of the span that no outcome judges.</summary>
    public required long Unjudged { get; init; }

    /// <summary>Decisions on which candidate and past differ.</summary>
    public required long Changed { get; init; }
}
