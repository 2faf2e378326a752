namespace Souk.Risk.Models;

/// <summary>How a version of a model is used.</summary>
public enum ModelVersionUse
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It is scored beside the champion and recorded; it changes no answer.</summary>
    Challenger,

    /// <summary>It is in force.</summary>
    Champion,
}
