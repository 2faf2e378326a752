using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Recommend.Evaluation;

/// <summary>What an evaluation looks at.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The most <see cref="Cases"/>: each is answered in about a millisecond.</summary>
    public const int MaxCases = 100_000;

    /// <summary>The surface, one whose subject acts itself.</summary>
    public required string Surface { get; init; }

    /// <summary>When it asks. Default <see cref="EvaluationMoment.Visit"/>.</summary>
    public EvaluationMoment Moment { get; init; }

    /// <summary>The first log time that counts; null takes the last <see cref="Share"/> of the log.</summary>
    public LogTime? From { get; init; }

    /// <summary>The log time from which on nothing counts; null for the log's end.</summary>
    public LogTime? To { get; init; }

    /// <summary>The share of the log's positions at its end that counts, in (0, 1). Default 0.2.</summary>
    public double Share { get; init; } = 0.2;

    /// <summary>How many cases at most, 1 to <see cref="MaxCases"/>; of more, a sample by a stable hash. Default
    /// 5,000.</summary>
    public int Cases { get; init; } = 5_000;

    /// <summary>Draws of the bootstrap, 10 to 10,000. Default 500.</summary>
    public int Resamples { get; init; } = 500;

    /// <summary>Whether a factor model is trained on what was known at the first case. Default true.</summary>
    public bool TrainFactors { get; init; } = true;

    /// <summary>Whether a ranker is trained on what was known at the first case, as the trainer does. Default
    /// true.</summary>
    public bool TrainRanker { get; init; } = true;

    /// <summary>Sources that are tried beside those of the surface; none may be its own. Default none.</summary>
    public IReadOnlyList<RecallSource> With { get; init; } = [];

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Validate()
    {
        Require(Share is > 0 and < 1, nameof(Share), Share, "between 0 and 1");
        Require(Cases is >= 1 and <= MaxCases, nameof(Cases), Cases, $"1 to {MaxCases}");
        Require(Resamples is >= 10 and <= 10_000, nameof(Resamples), Resamples, "10 to 10,000");
        Require(With.Distinct().Count() == With.Count, nameof(With), string.Join(", ", With), "each source once");
        Require(From is null || To is null || From < To, nameof(To), To ?? LogTime.BeforeAll, $"after {From}");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }
}
