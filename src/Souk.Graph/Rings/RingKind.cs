namespace Souk.Graph.Rings;

/// <summary>How a ring shows itself.</summary>
public enum RingKind
{
    /// <summary>Members act on the same targets far more than chance gives (<see cref="Dense.Fraudar"/>).</summary>
    DenseBlock,

    /// <summary>Members act on the same targets at the same times (<see cref="Dense.Lockstep"/>).</summary>
    Lockstep,

    /// <summary>A component of strong links that has grown fast.</summary>
    GrowingComponent,
}
