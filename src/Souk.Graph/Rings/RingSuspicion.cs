namespace Souk.Graph.Rings;

/// <summary>From which evidence on the acts of a ring's members count for nothing in what others are shown.</summary>
internal static class RingSuspicion
{
    /// <summary>The least score of a dense block, the logarithm of its likelihood ratio against chance: 30 is 10^13
    /// to 1, which leaves good odds against chance even among the millions of groups that a search tries.</summary>
    internal const double DenseBlock = 30;

    /// <summary>The least score of lockstep, mean similarity times members: ten accounts half of whose acts go
    /// together, or five who do everything together. A family of four does not reach it.</summary>
    internal const double Lockstep = 5;

    /// <summary>Whether a ring is evidence enough. A component that grows says who belongs together, not that what
    /// they do is untrue: it becomes a case, and what comes out of it counts.</summary>
    internal static bool IsStrong(Ring ring) => ring.Kind switch
    {
        RingKind.DenseBlock => ring.Score >= DenseBlock,
        RingKind.Lockstep => ring.Score >= Lockstep,
        _ => false,
    };
}
