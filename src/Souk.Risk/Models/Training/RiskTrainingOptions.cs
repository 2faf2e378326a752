using Souk.Log;
using Souk.Risk.Models;

namespace Souk.Risk.Models.Training;

/// <summary>What a risk model is trained on, and how.</summary>
public sealed record RiskTrainingOptions
{
    /// <summary>The most rows that a training takes by default: 1 GiB with 60 columns.</summary>
    public const int DefaultMaxRows = 4_000_000;

    /// <summary>The checkpoint: the event type that gives the rows.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>What model it becomes. Default trees.</summary>
    public RiskModelKind Kind { get; init; }

    /// <summary>The columns, as CEL expressions; empty (default) for all numbers, flags and texts that rules of the
    /// checkpoint can read, ids aside.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The outcomes of the policy that label the rows; empty (default) for all of the checkpoint.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>The first log time that gives a row. Default: the log's start.</summary>
    public LogTime From { get; init; } = LogTime.BeforeAll;

    /// <summary>The log time from which on no event gives a row. Default: as late as outcomes have matured.</summary>
    public LogTime To { get; init; } = new(long.MaxValue);

    /// <summary>The moment of training: what comes later is not looked at, neither events nor outcomes. Default: the
    /// log's end.</summary>
    public LogTime? AsOf { get; init; }

    /// <summary>The newest share of the rows, above 0 to 0.5, that settings, calibration and thresholds are chosen on
    /// before the model is trained again on all rows. Default 0.25.</summary>
    public double ValidationShare { get; init; } = 0.25;

    /// <summary>The most rows; more are refused. Default <see cref="DefaultMaxRows"/>.</summary>
    public int MaxRows { get; init; } = DefaultMaxRows;

    /// <summary>The seed of every random choice. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The model whose columns and codes of texts the rows have, to be scored by it; null to learn
    /// anew.</summary>
    internal RiskModel? Like { get; init; }

    /// <summary>Whether events that were declined and got no outcome give rows too.</summary>
    internal bool KeepsDeclined { get; init; }

    internal void Validate()
    {
        if (!(ValidationShare is > 0 and <= 0.5))
        {
            throw new ArgumentException(
                $"The validation share is {ValidationShare}; it lies above 0 and at most at 0.5.");
        }

        if (Columns.Count > RiskModelLimits.MaxColumns || Columns.Distinct().Count() != Columns.Count)
        {
            throw new ArgumentException(
                $"There are {Columns.Count} columns; at most {RiskModelLimits.MaxColumns} are taken, each once.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRows, 1);
    }
}
