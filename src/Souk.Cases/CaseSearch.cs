namespace Souk.Cases;

/// <summary>A search that goes on in slices, so that who takes events never waits for a long one: call
/// <see cref="CaseProjection.Continue"/> under the read lock again and again until <see cref="IsDone"/>. A case that is
/// forgotten between two slices is left out.</summary>
/// <param name="query">What is asked for.</param>
public sealed class CaseSearch(CaseQuery query)
{
    /// <summary>How many cases a slice reads: about a millisecond.</summary>
    internal const int ReadPerSlice = 50;

    /// <summary>What is asked for.</summary>
    public CaseQuery Query { get; } = query;

    /// <summary>What was found, in order; whole once <see cref="IsDone"/>.</summary>
    public IReadOnlyList<CaseRecord> Found => Records;

    /// <summary>Whether it has ended.</summary>
    public bool IsDone => IsLookedThrough && Records.Count + Forgotten == Numbers.Count;

    /// <summary>How many closed cases a slice looks at. Default 10,000: about a millisecond.</summary>
    internal int LookedAtPerSlice { get; init; } = 10_000;

    internal List<CaseRecord> Records { get; } = [];

    /// <summary>The numbers of the cases to read.</summary>
    internal List<uint> Numbers { get; } = [];

    internal bool IsLookedThrough { get; set; }

    /// <summary>How many cases that match are still to be passed over.</summary>
    internal int ToSkip { get; set; } = query.Skip;

    /// <summary>The number below which to go on looking.</summary>
    internal uint Below { get; set; } = uint.MaxValue;

    /// <summary>How many cases were gone when they were to be read.</summary>
    internal int Forgotten { get; set; }
}
