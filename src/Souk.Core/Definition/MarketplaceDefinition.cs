using System.Collections.Frozen;

namespace Souk.Core.Definition;

/// <summary>
/// What a marketplace's events mean: entity kinds, event types and features. Made by <see cref="DefinitionLoader"/>,
/// which checks everything; immutable and safe to read from any thread.
/// </summary>
public sealed class MarketplaceDefinition
{
    /// <summary>The most different distances from the present at which windows end or delays begin, over all features:
    /// the engine keeps a cursor in the log for each and looks at every one on every event.</summary>
    public const int MaxWindowEnds = 256;

    private readonly FrozenDictionary<string, EntityKind> _kinds = FrozenDictionary<string, EntityKind>.Empty;
    private readonly FrozenDictionary<string, EventType> _types = FrozenDictionary<string, EventType>.Empty;
    private readonly FrozenDictionary<string, FeatureDefinition> _features =
        FrozenDictionary<string, FeatureDefinition>.Empty;

    private readonly FrozenDictionary<string, FeatureColumn> _columns =
        FrozenDictionary<string, FeatureColumn>.Empty;

    private readonly IReadOnlyList<EntityKind> _entityKinds = [];
    private readonly IReadOnlyList<EventType> _eventTypes = [];
    private readonly IReadOnlyList<FeatureDefinition> _featureList = [];

    /// <summary>The marketplace's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <summary>The time zone of its calendar days.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The currency of all money, a three-letter ISO 4217 code.</summary>
    public required string BaseCurrency { get; init; }

    /// <summary>How far ahead of the server's clock an event's own time may be; further ahead is refused. Default 5
    /// minutes.</summary>
    public Duration MaxClockSkew { get; init; } = Duration.FromMinutes(5);

    /// <summary>How long the log keeps events; null (the default): for ever.</summary>
    public Duration? Retention { get; init; }

    /// <summary>How long an event id is remembered for finding duplicates. Default 7 days.</summary>
    public Duration IdHorizon { get; init; } = Duration.FromDays(7);

    /// <summary>The entity kinds, in the order written.</summary>
    public IReadOnlyList<EntityKind> EntityKinds
    {
        get => _entityKinds;
        init
        {
            _entityKinds = value;
            _kinds = value.ToFrozenDictionary(k => k.Name);
        }
    }

    /// <summary>The event types, in the order written.</summary>
    public IReadOnlyList<EventType> EventTypes
    {
        get => _eventTypes;
        init
        {
            _eventTypes = value;
            _types = value.ToFrozenDictionary(t => t.Name);
        }
    }

    /// <summary>The features, in the order written.</summary>
    public IReadOnlyList<FeatureDefinition> Features
    {
        get => _featureList;
        init
        {
            _featureList = value;
            _features = value.ToFrozenDictionary(f => f.Name);
            Columns = [.. value.SelectMany(f => f.Columns)];
            _columns = Columns.ToFrozenDictionary(c => c.Name);
        }
    }

    /// <summary>How entities are linked; <see cref="LinkDefinition.None"/> if nothing is said.</summary>
    public LinkDefinition Links { get; init; } = LinkDefinition.None;

    /// <summary>The columns of all features, in the features' order.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; private init; } = [];

    /// <summary>The places where recommendations show, in the order written.</summary>
    public IReadOnlyList<SurfaceDefinition> Surfaces { get; init; } = [];

    /// <summary>The text that it was read from.</summary>
    public string SourceText { get; init; } = string.Empty;

    /// <summary>SHA-256 of what the definition means, as 64 lower-case hex digits: the same for two files that differ
    /// only in comments, layout, quoting or descriptions.</summary>
    public string Fingerprint { get; internal set; } = string.Empty;

    /// <summary>The longest window of any feature, its delay included; zero if there are none.</summary>
    public Duration LongestWindow { get; init; }

    /// <summary>The entity kind of a name, or null.</summary>
    public EntityKind? FindKind(string name) => _kinds.GetValueOrDefault(name);

    /// <summary>The event type of a name, or null.</summary>
    public EventType? FindEventType(string name) => _types.GetValueOrDefault(name);

    /// <summary>The feature of a name, or null.</summary>
    public FeatureDefinition? FindFeature(string name) => _features.GetValueOrDefault(name);

    /// <summary>The feature column of a name, or null.</summary>
    public FeatureColumn? FindColumn(string name) => _columns.GetValueOrDefault(name);

    /// <summary>The surface of a name, or null.</summary>
    public SurfaceDefinition? FindSurface(string name) => Surfaces.FirstOrDefault(s => s.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
