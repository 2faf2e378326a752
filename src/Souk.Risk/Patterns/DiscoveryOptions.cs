using Souk.Learning.Patterns;
using Souk.Log;

namespace Souk.Risk.Patterns;

/// <summary>Where and how new patterns are looked for.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>The event type to look at: a checkpoint, or any other type.</summary>
    public required string EventType { get; init; }

    /// <summary>The end of the recent span. Default: the log's end.</summary>
    public LogTime? End { get; init; }

    /// <summary>How long the recent span is. Default a day.</summary>
    public TimeSpan Recent { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long the reference span before it is. Default four weeks.</summary>
    public TimeSpan Reference { get; init; } = TimeSpan.FromDays(28);

    /// <summary>How long the span is that rules are learned and judged on; it ends where outcomes have matured. Default
    /// 90 days.</summary>
    public TimeSpan Learning { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The share of the bad events of the learning span, the last ones, from whose first on proposed rules are
    /// judged, in (0, 0.9]. Default 0.3.</summary>
    public double JudgedShare { get; init; } = 0.3;

    /// <summary>The most rows of each span, 100 to 1,000,000. Default 50,000: some 20 MB with a hundred
    /// columns.</summary>
    public int MaxRows { get; init; } = 50_000;

    /// <summary>Ids of events that somebody found to be bad, beside what outcomes of the policy say; with them no
    /// outcome is waited for, and the learning span ends with the recent one. Default none.</summary>
    public IReadOnlySet<string>? BadEvents { get; init; }

    /// <summary>The most outliers to name, 0 to 1,000. Default 20.</summary>
    public int Outliers { get; init; } = 20;

    /// <summary>How contrast patterns are sought.</summary>
    public ContrastOptions Contrast { get; init; } = new();

    /// <summary>How rules are learned.</summary>
    public RuleLearnerOptions Rules { get; init; } = new();

    /// <summary>The seed of the sample. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Check()
    {
        Require(Recent > TimeSpan.Zero, nameof(Recent), Recent, "above zero");
        Require(Reference > TimeSpan.Zero, nameof(Reference), Reference, "above zero");
        Require(Learning > TimeSpan.Zero, nameof(Learning), Learning, "above zero");
        Require(JudgedShare is > 0 and <= 0.9, nameof(JudgedShare), JudgedShare, "in (0, 0.9]");
        Require(MaxRows is >= 100 and <= 1_000_000, nameof(MaxRows), MaxRows, "100 to 1,000,000");
        Require(Outliers is >= 0 and <= 1_000, nameof(Outliers), Outliers, "0 to 1,000");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }
}
