namespace Souk.Risk.Backtest;

/// <summary>What a back-test has found of one candidate so far.</summary>
internal sealed class BacktestFindings
{
    /// <summary>The decisions that outcomes can judge, in the order of the log.</summary>
    internal List<BacktestRow> Rows { get; init; } = [];

    /// <summary>How many decisions no outcome judges.</summary>
    internal long Unjudged { get; set; }

    /// <summary>On how many decisions the candidate and what was decided differ.</summary>
    internal long Changed { get; set; }
}
