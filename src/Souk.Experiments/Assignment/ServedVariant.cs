using Souk.Core.Definition;

namespace Souk.Experiments.Assignment;

/// <summary>What serves a unit on a surface.</summary>
/// <param name="Surface">The surface as the variant has it, or as experiments that were shipped leave it.</param>
/// <param name="Experiment">The running experiment that the unit takes part in there; null for none.</param>
/// <param name="Variant">Its variant; null for none.</param>
/// <param name="Unit">The kind of the unit that was assigned; null for none.</param>
/// <param name="UnitId">Its id; null for none.</param>
/// <param name="IsExposed">Whether it has met the experiment before.</param>
public sealed record ServedVariant(
    SurfaceDefinition Surface,
    string? Experiment = null,
    string? Variant = null,
    EntityKind? Unit = null,
    string? UnitId = null,
    bool IsExposed = false);
