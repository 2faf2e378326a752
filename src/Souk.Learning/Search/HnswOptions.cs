using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>How an <see cref="HnswIndex"/> is built and searched.</summary>
public sealed record HnswOptions
{
    /// <summary>Links a vector makes on each level (M), 4 to 128; the lowest level keeps up to twice as many. More
    /// links mean better recall, more memory and slower work. Default: 16.</summary>
    public int Links { get; init; } = 16;

    /// <summary>How many candidates are looked at for the links of a new vector (efConstruction), 8 to 4,096. Default:
    /// 200.</summary>
    public int BuildBeam { get; init; } = 200;

    /// <summary>How many candidates a search keeps (ef), 1 to 65,536; a search for more answers keeps that many,
    /// one for inner products twice as many, because their answers lie further from the query. Default: 80.</summary>
    public int SearchBeam { get; init; } = 80;

    /// <summary>The seed of the levels. Default: 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Worker threads for building; 0, the default, means one a processor. The graph does not depend on
    /// it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        OptionCheck.Range(Links, 4, 128, nameof(Links));
        OptionCheck.Range(BuildBeam, 8, 4_096, nameof(BuildBeam));
        OptionCheck.Range(SearchBeam, 1, 65_536, nameof(SearchBeam));
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }
}
