namespace Souk.Risk.Models;

/// <summary>How large models can be.</summary>
public static class RiskModelLimits
{
    /// <summary>The largest model file, in bytes: with base64's third more it fits into a directive of the log, and
    /// eight kept versions of a model stay below 128 MiB.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>The most columns: the row of each decision is kept for its reasons.</summary>
    public const int MaxColumns = 256;

    /// <summary>The most texts of a column that have a code of their own; rarer ones share one.</summary>
    public const int MaxCategories = 1_000;

    /// <summary>The most models that one policy names for a checkpoint: each costs microseconds of the
    /// sequencer.</summary>
    public const int MaxOfCheckpoint = 8;

    /// <summary>The longest name of a model, in characters.</summary>
    public const int MaxNameLength = 64;

    /// <summary>How many versions of a model keep their bytes, to go back to, besides those in use.</summary>
    public const int KeptVersions = 8;

    /// <summary>Whether a name is one: letters, digits and underscores, not starting with a digit.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
