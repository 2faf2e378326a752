namespace Souk.Core.Definition;

/// <summary>Every key of the definition file outside features: the one place that knows them.</summary>
internal static class DefinitionKeys
{
    internal static readonly DefinitionKey Description = new(
        "description", "What it is, in a sentence.", Scalars.Text);

    private static readonly ScalarShape TypeText = new("a type")
    {
        JsonType = "string",
        Check = _ => null,
    };

    internal static readonly DefinitionKey AttributeType = new(
        "type",
        "text, number, whole, money, time, flag, the name of an entity kind, or 'list of' one of these.",
        TypeText,
        IsRequired: true);

    internal static readonly DefinitionKey FieldType = new(
        "type",
        "text, number, whole, money, time, flag, the name of an entity kind, or 'list of' one of these; with '?' at "
        + "the end the field is optional.",
        TypeText,
        IsRequired: true);

    internal static readonly DefinitionKey Default = new(
        "default", "What the field is when the sender leaves it out.", Scalars.Text);

    internal static readonly ObjectShape Attribute = new("an attribute", AttributeType, Description)
    {
        Short = AttributeType,
    };

    internal static readonly ObjectShape Field = new("a field", FieldType, Default, Description) { Short = FieldType };

    internal static readonly DefinitionKey Retain = new(
        "retain",
        "An entity is forgotten once no event has named it for this long. Left out: never.",
        Scalars.Span("a time to retain", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey Attributes = new(
        "attributes",
        "What its profile can hold: name to type.",
        new MapShape("attributes", Scalars.Name, Attribute, DefinitionLimits.MaxFields));

    internal static readonly ObjectShape EntityKind = new("an entity kind", Description, Retain, Attributes);

    internal static readonly DefinitionKey Fields = new(
        "fields",
        "What the event says, besides its type, id and time: name to type.",
        new MapShape("fields", Scalars.Name, Field, DefinitionLimits.MaxFields),
        IsRequired: true);

    internal static readonly DefinitionKey Time = new(
        "time",
        "The field of type time that is the event's own time when the sender gives no 'time'.",
        Scalars.Name);

    internal static readonly DefinitionKey Updates = new(
        "updates",
        "What the event changes: the field that names an entity, to attributes, to a CEL expression each.",
        new MapShape(
            "updates",
            Scalars.Name,
            new MapShape("attributes to set", Scalars.Name, Scalars.Expression, DefinitionLimits.MaxFields),
            DefinitionLimits.MaxFields));

    internal static readonly ObjectShape EventType = new("an event type", Description, Fields, Time, Updates);

    internal static readonly DefinitionKey Name = new(
        "name", "The marketplace's name.", Scalars.Text, IsRequired: true);

    internal static readonly DefinitionKey TimeZone = new(
        "time_zone", "The IANA time zone of calendar days. Default UTC.", Scalars.TimeZone);

    internal static readonly DefinitionKey BaseCurrency = new(
        "base_currency", "The currency of all money, as an ISO 4217 code.", Scalars.Currency, IsRequired: true);

    internal static readonly DefinitionKey MaxClockSkew = new(
        "max_clock_skew",
        "How far ahead of the server's clock an event's time may be; further ahead is refused. Default 5m.",
        Scalars.Span("a clock skew", Duration.Zero, DefinitionLimits.MaxClockSkew));

    internal static readonly DefinitionKey Retention = new(
        "retention",
        "How long the log keeps events; at least the longest window. Left out: for ever.",
        Scalars.Span("a retention", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey IdHorizon = new(
        "id_horizon",
        "How long an event id is remembered, so that a repeated event counts once. Default 7d.",
        Scalars.Span("an id horizon", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey Entities = new(
        "entities",
        "The entity kinds: what events are about.",
        new MapShape("entity kinds", Scalars.Name, EntityKind, DefinitionLimits.MaxEntityKinds),
        IsRequired: true);

    internal static readonly DefinitionKey Events = new(
        "events",
        "The event types: what happens.",
        new MapShape("event types", Scalars.EventName, EventType, DefinitionLimits.MaxEventTypes),
        IsRequired: true);

    internal static readonly DefinitionKey Features = new(
        "features",
        "What is computed from events, live.",
        new MapShape("features", Scalars.FeatureName, FeatureKeys.Feature, DefinitionLimits.MaxFeatures));

    internal static readonly DefinitionKey Links = new(
        "links", "How entities are linked by what they share, live.", LinkKeys.Links);

    internal static readonly DefinitionKey Surfaces = new(
        "surfaces",
        "The places where recommendations show.",
        new MapShape("surfaces", Scalars.Name, SurfaceKeys.Surface, DefinitionLimits.MaxSurfaces));

    internal static readonly ObjectShape Definition = new(
        "a marketplace definition", Name, Description, TimeZone, BaseCurrency, MaxClockSkew, Retention, IdHorizon,
        Entities, Events, Features, Links, Surfaces);
}
