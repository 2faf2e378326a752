namespace Souk.Core.Definition;

/// <summary>The bounds of a definition, so that a broken or hostile file costs an error and not the machine.</summary>
internal static class DefinitionLimits
{
    /// <summary>The longest file, in characters: a hundred times a large definition.</summary>
    internal const int MaxSourceLength = 4 << 20;

    /// <summary>How deep lists and mappings nest: three times what the deepest valid definition needs.</summary>
    internal const int MaxDepth = 24;

    /// <summary>The most YAML nodes, those that aliases repeat included: stops anchors that multiply.</summary>
    internal const int MaxNodes = 200_000;

    /// <summary>The most errors reported; more would not be read.</summary>
    internal const int MaxErrors = 1_000;

    /// <summary>The longest name; names become column headers and file names.</summary>
    internal const int MaxNameLength = 64;

    /// <summary>The longest expression, in characters.</summary>
    internal const int MaxExpressionLength = 4_096;

    /// <summary>The most entity kinds.</summary>
    internal const int MaxEntityKinds = 256;

    /// <summary>The most event types.</summary>
    internal const int MaxEventTypes = 1_024;

    /// <summary>The most fields of an event type and attributes of an entity kind: presence fits one machine
    /// word.</summary>
    internal const int MaxFields = 64;

    /// <summary>The most features.</summary>
    internal const int MaxFeatures = 4_096;

    /// <summary>The most windows of one feature.</summary>
    internal const int MaxWindows = 16;

    /// <summary>The most parts of one key.</summary>
    internal const int MaxKeyParts = 4;

    /// <summary>The most values that a last n or top k keeps.</summary>
    internal const int MaxKept = 1_000;

    /// <summary>What a last n or top k keeps when nothing is said.</summary>
    internal const int DefaultKept = 10;

    /// <summary>The most kinds of carriers: each has columns of its own, and the bits of a link fit a machine
    /// word.</summary>
    internal const int MaxCarriers = 16;

    /// <summary>The most fields of one event that name subjects of links.</summary>
    internal const int MaxLinkSubjects = 4;

    /// <summary>The largest weight of a carrier; weights are relative to each other.</summary>
    internal const int MaxLinkWeight = 100;

    /// <summary>The smallest hub limit: below two, nothing would be linked.</summary>
    internal const int MinHub = 2;

    /// <summary>The largest hub limit: an event costs time in proportion to it.</summary>
    internal const int MaxHub = 1_000;

    /// <summary>The most surfaces: each costs memory for every subject and object.</summary>
    internal const int MaxSurfaces = 64;

    /// <summary>The most signals of a surface: which came fits one 32-bit word.</summary>
    internal const int MaxSignals = 32;

    /// <summary>The most filters and the most boosts of a surface; each is evaluated for every candidate.</summary>
    internal const int MaxFilters = 32;

    /// <summary>The most tags of a surface; each is evaluated for every object of an answer.</summary>
    internal const int MaxSurfaceTags = 64;

    /// <summary>The most groups, caps and variant attributes of a surface.</summary>
    internal const int MaxGroups = 8;

    /// <summary>The shortest window, half-life, delay or retention: below it is noise of clocks.</summary>
    internal static readonly Duration MinSpan = Duration.FromSeconds(1);

    /// <summary>The longest window, half-life, delay or retention: a hundred years, far inside the range of log
    /// times.</summary>
    internal static readonly Duration MaxSpan = Duration.FromDays(36_525);

    /// <summary>The largest clock skew: a day covers every mistaken time zone.</summary>
    internal static readonly Duration MaxClockSkew = Duration.FromDays(1);
}
