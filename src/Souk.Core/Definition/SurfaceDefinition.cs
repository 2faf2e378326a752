using System.Runtime.CompilerServices;

namespace Souk.Core.Definition;

/// <summary>A place where recommendations show: for whom, of what, towards which goal, from which signals. Compared by
/// reference.</summary>
public sealed record SurfaceDefinition
{
    /// <summary>The half-life of interactions when none is said: a week.</summary>
    public static readonly Duration DefaultHalfLife = Duration.FromDays(7);

    /// <summary>The name, unique among surfaces.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in <see cref="MarketplaceDefinition.Surfaces"/>, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What it is, in a sentence; null if not said.</summary>
    public string? Description { get; init; }

    /// <summary>The kind of entity that it recommends for.</summary>
    public required EntityKind For { get; init; }

    /// <summary>The kind of entity that it recommends.</summary>
    public required EntityKind Of { get; init; }

    /// <summary>The kind whose interactions it learns from: <see cref="For"/> itself, or, on a surface such as similar
    /// items, the kind whose histories link the objects.</summary>
    public required EntityKind Actor { get; init; }

    /// <summary>The event that it aims at, with its subject and object; null if it aims at none.</summary>
    public SignalDefinition? Goal { get; init; }

    /// <summary>The signal by which an object is put before those who may reach the goal, where nothing is shown to the
    /// subject itself, such as a creator's promotion; null: the signal of weight 0, an impression.</summary>
    public SignalDefinition? Exposure { get; init; }

    /// <summary>What reaching the goal is worth, a number over the goal's event; null: 1.</summary>
    public DefinitionExpression? Value { get; init; }

    /// <summary>What it learns from, the goal included; at least one.</summary>
    public required IReadOnlyList<SignalDefinition> Signals { get; init; }

    /// <summary>After this long an interaction counts half.</summary>
    public Duration HalfLife { get; init; } = DefaultHalfLife;

    /// <summary>CEL conditions that every recommended object meets.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Factors on the value of some objects.</summary>
    public IReadOnlyList<SurfaceBoost> Boosts { get; init; } = [];

    /// <summary>What is said of recommended objects that meet a condition, in the order in which it is
    /// shown.</summary>
    public IReadOnlyList<SurfaceTag> Tags { get; init; } = [];

    /// <summary>Where its candidates come from; at least one.</summary>
    public required IReadOnlyList<RecallSource> Sources { get; init; }

    /// <summary>What puts them in order.</summary>
    public RankerKind Ranker { get; init; }

    /// <summary>Whether a trained ranker's chances are corrected live, between trainings, by what became of what was
    /// shown. Default false.</summary>
    public bool Online { get; init; }

    /// <summary>The version of its ranker that serves, whatever is in force; null (the default) for that. Only a
    /// variant of an experiment has one.</summary>
    public int? Version { get; init; }

    /// <summary>How they become the answer.</summary>
    public RerankDefinition Rerank { get; init; } = RerankDefinition.Default;

    /// <summary>The attributes of the object by which trends are told apart, such as its category.</summary>
    public IReadOnlyList<AttributeDefinition> Groups { get; init; } = [];

    /// <summary>Attributes of the subject whose values say which values of an attribute of the object it prefers: what
    /// shoppers chose at sign-up.</summary>
    public IReadOnlyList<SurfacePreference> Preferences { get; init; } = [];

    /// <summary>The surface that fills up an answer that falls short; null for none. It recommends the same
    /// kind.</summary>
    public SurfaceDefinition? Fallback { get; internal set; }

    /// <summary>The event type that stands for a request in <see cref="Filters"/> and <see cref="Boosts"/>: its fields
    /// are the object and, if it is of another kind, the subject; its time is the moment.</summary>
    public required EventType Request { get; init; }

    /// <summary>The surface as the definition declares it: itself, but for one that an experiment changed, see <see
    /// cref="SurfaceChange"/>.</summary>
    public SurfaceDefinition Declared => Origin ?? this;

    /// <summary>What it was changed from; null for one that the definition declares.</summary>
    internal SurfaceDefinition? Origin { get; init; }

    /// <inheritdoc/>
    public bool Equals(SurfaceDefinition? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
