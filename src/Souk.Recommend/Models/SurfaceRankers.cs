using Souk.Core.State;
using Souk.Log;

namespace Souk.Recommend.Models;

/// <summary>The versions of a surface's ranker and who serves. Immutable: each change makes another.</summary>
public sealed record SurfaceRankers
{
    // A seed of its own, so that canaries are no group of an experiment.
    private const ulong CanarySeed = 0xCA9A_12E5;

    /// <summary>The surface's name.</summary>
    public required string Surface { get; init; }

    /// <summary>All versions, oldest first.</summary>
    public IReadOnlyList<RankerVersion> Versions { get; init; } = [];

    /// <summary>The version in force; 0 for the order of recall.</summary>
    public int InForce { get; init; }

    /// <summary>The position from which it is in force.</summary>
    public LogPosition InForceFrom { get; init; }

    /// <summary>The version that was in force before; 0 for the order of recall. A rollback goes back to it.</summary>
    public int InForceBefore { get; init; }

    /// <summary>The version that serves a share of the subjects beside it; 0 for none.</summary>
    public int Canary { get; init; }

    /// <summary>The share of the subjects that the canary serves, in [0, 1).</summary>
    public double CanaryShare { get; init; }

    /// <summary>With a version in force for all.</summary>
    internal SurfaceRankers With(int version, LogPosition from) => this with
    {
        InForce = version,
        InForceFrom = from,
        InForceBefore = version == InForce ? InForceBefore : InForce,
        Canary = 0,
        CanaryShare = 0,
    };

    /// <summary>A version by its number, or null.</summary>
    public RankerVersion? Find(int number) => number >= 1 && number <= Versions.Count ? Versions[number - 1] : null;

    /// <summary>The version that serves a subject, always the same between two changes; null for the order of
    /// recall.</summary>
    /// <param name="subject">The subject's id, UTF-8.</param>
    public RankerVersion? For(ReadOnlySpan<byte> subject)
    {
        bool isCanary = Canary > 0 && (StableHash.Of(subject, CanarySeed) >> 11) * (1.0 / (1UL << 53)) < CanaryShare;
        return Find(isCanary ? Canary : InForce);
    }
}
