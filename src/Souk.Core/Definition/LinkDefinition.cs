namespace Souk.Core.Definition;

/// <summary>How entities are linked: which subjects, through which carriers, by which events. See
/// <c>docs/links.md</c>.</summary>
public sealed class LinkDefinition
{
    /// <summary>How many independent kinds of carriers two subjects share at least for a strong link, when nothing is
    /// said.</summary>
    public const int DefaultStrong = 2;

    /// <summary>No links.</summary>
    public static LinkDefinition None { get; } = new();

    /// <summary>How many independent kinds of carriers (<see cref="CarrierDefinition.Group"/>) two subjects share at
    /// least for a strong link. Default <see cref="DefaultStrong"/>.</summary>
    public int Strong { get; init; } = DefaultStrong;

    /// <summary>The carriers, in the order written.</summary>
    public IReadOnlyList<CarrierDefinition> Carriers { get; init; } = [];

    /// <summary>The events that tie subjects to the carriers that they name.</summary>
    public IReadOnlyList<LinkEvent> Events { get; init; } = [];

    /// <summary>The outcomes: events after which a subject is known to be bad.</summary>
    public IReadOnlyList<LinkEvent> Bad { get; init; } = [];

    /// <summary>The entity kinds that are linked, in the order of the definition.</summary>
    public IReadOnlyList<EntityKind> SubjectKinds =>
        [.. Events.Concat(Bad).SelectMany(e => e.Subjects).Select(f => f.Type.Entity!).Distinct().OrderBy(
            k => k.Index)];
}
