namespace Souk.Core.Definition;

/// <summary>Every key of the section <c>links</c>: the one place that knows them.</summary>
internal static class LinkKeys
{
    internal static readonly DefinitionKey Weight = new(
        "weight",
        $"How much sharing one counts. Default {CarrierDefinition.DefaultWeight}.",
        Scalars.Whole("a weight", 1, DefinitionLimits.MaxLinkWeight));

    internal static readonly DefinitionKey Hub = new(
        "hub",
        $"One that more subjects than this share joins nobody. Default {CarrierDefinition.DefaultHub}.",
        Scalars.Whole("a hub limit", DefinitionLimits.MinHub, DefinitionLimits.MaxHub));

    internal static readonly DefinitionKey TimeToLive = new(
        "ttl",
        "A tie ends after this long without an event that names both ends. Left out: never.",
        Scalars.Span("a time to live", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey Group = new(
        "group",
        "Carriers of one group are not independent of each other, such as the address and the IP of one home. "
        + "Default the kind's name.",
        Scalars.Name);

    internal static readonly DefinitionKey Subject = new(
        "subject",
        "The field that names who is meant, or a list of such fields.",
        new ListShape("fields", Scalars.Name, 1, DefinitionLimits.MaxLinkSubjects, acceptsOne: true),
        IsRequired: true);

    internal static readonly DefinitionKey Where = new(
        "where", "The condition, in CEL, that an event must meet to count.", Scalars.Expression);

    internal static readonly DefinitionKey Strong = new(
        "strong",
        "How many independent kinds of carriers two subjects share at least for a strong link. Default "
        + $"{LinkDefinition.DefaultStrong}.",
        Scalars.Whole("a number of kinds", 1, DefinitionLimits.MaxCarriers));

    private static readonly ObjectShape Carrier = new("a carrier", Weight, Hub, TimeToLive, Group);

    private static readonly ObjectShape Event = new("an event that links", Subject, Where)
    {
        Short = Subject,
    };

    internal static readonly DefinitionKey Carriers = new(
        "carriers",
        "The entity kinds that join subjects who share one.",
        new MapShape("carriers", Scalars.Name, Carrier, DefinitionLimits.MaxCarriers),
        IsRequired: true);

    internal static readonly DefinitionKey Events = new(
        "events",
        "The event types that tie subjects to the carriers that they name: type to the subject's field.",
        new MapShape("event types", Scalars.EventName, Event, DefinitionLimits.MaxEventTypes),
        IsRequired: true);

    internal static readonly DefinitionKey Bad = new(
        "bad",
        "The outcomes: event types after which a subject is known to be bad.",
        new MapShape("outcomes", Scalars.EventName, Event, DefinitionLimits.MaxEventTypes));

    internal static readonly ObjectShape Links = new("the links", Strong, Carriers, Events, Bad);
}
