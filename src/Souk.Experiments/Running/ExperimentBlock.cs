namespace Souk.Experiments.Running;

/// <summary>What the arena keeps of an experiment.</summary>
internal struct ExperimentBlock
{
    /// <summary>The plan's JSON.</summary>
    public uint Text;
    public int TextLength;

    /// <summary>The newest of its units, which lead to the older ones.</summary>
    public uint Rows;

    /// <summary>The sums: variants × metrics.</summary>
    public uint Sums;
    public int SumCount;

    public int FirstSlot;
    public int SlotCount;

    /// <summary>1 once it is stopped.</summary>
    public int IsStopped;

    public long StartedAt;
    public long StoppedAt;

    /// <summary>Exposures of a unit to another variant than its first.</summary>
    public long Crossovers;

    /// <summary>Exposures to a variant that the plan does not have.</summary>
    public long UnknownVariants;
}
