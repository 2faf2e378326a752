using Souk.Core.State;

namespace Souk.Experiments.Running;

/// <summary>The head of a unit's block: then follow, for each metric, its value and its covariate.</summary>
internal struct UnitRow
{
    public ChainLink Link;
    public uint Experiment;
    public uint Unit;

    /// <summary>The next older unit of the experiment.</summary>
    public uint Older;
    public int Variant;
    public long ExposedAt;
}
