namespace Souk.Core.Definition;

/// <summary>Every key of a surface: the one place that knows them.</summary>
internal static class SurfaceKeys
{
    private const double MaxWeight = 1_000_000;

    internal static readonly DefinitionKey Description = new(
        "description", "What it is, in a sentence.", Scalars.Text);

    internal static readonly DefinitionKey For = new(
        "for", "The entity kind that it recommends for.", Scalars.Name, IsRequired: true);

    internal static readonly DefinitionKey Of = new(
        "of", "The entity kind that it recommends.", Scalars.Name, IsRequired: true);

    internal static readonly DefinitionKey Through = new(
        "through",
        "The entity kind whose histories link objects, where 'for' is not who acts: shopper, for similar items.",
        Scalars.Name);

    internal static readonly DefinitionKey Goal = new(
        "goal", "The event type that it aims at; one of its signals.", Scalars.EventName);

    internal static readonly DefinitionKey Value = new(
        "value", "What reaching the goal is worth: CEL over the goal's event. Default 1.", Scalars.Expression);

    internal static readonly DefinitionKey Exposure = new(
        "exposure",
        "The signal by which an object is put before those who may reach the goal, where nothing is shown to the "
        + "subject itself: promote, for creators. Left out: the signal of weight 0.",
        Scalars.EventName);

    internal static readonly DefinitionKey Weight = new(
        "weight",
        "Above 0 for liking, below 0 for dislike, 0 for having been shown only.",
        Scalars.Number("a weight", -MaxWeight, MaxWeight),
        IsRequired: true);

    internal static readonly DefinitionKey Subject = new(
        "subject", "The field that names who acts. Left out: the only one of its kind.", Scalars.Name);

    internal static readonly DefinitionKey Object = new(
        "object", "The field that names what is acted on. Left out: the only one of its kind.", Scalars.Name);

    internal static readonly ObjectShape Signal = new("a signal", Weight, Subject, Object) { Short = Weight };

    internal static readonly DefinitionKey Signals = new(
        "signals",
        "What it learns from: event type to weight.",
        new MapShape("signals", Scalars.EventName, Signal, DefinitionLimits.MaxSignals),
        IsRequired: true);

    internal static readonly DefinitionKey HalfLife = new(
        "half_life",
        "After this long an interaction counts half. Default 7d.",
        Scalars.Span("a half-life", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey Filters = new(
        "filters",
        "CEL conditions that every recommended object meets, over the object, the subject and event.time.",
        new ListShape("conditions", Scalars.Expression, 1, DefinitionLimits.MaxFilters, acceptsOne: true));

    internal static readonly DefinitionKey Boosts = new(
        "boosts",
        "CEL conditions to factors on the value of the objects that meet them.",
        new MapShape(
            "boosts", Scalars.Expression, Scalars.Number("a factor", 0.001, 1_000), DefinitionLimits.MaxFilters));

    internal static readonly DefinitionKey When = new(
        "when",
        "The CEL condition, over the object, the subject, event.time, feature columns and figures of the surface.",
        Scalars.Expression,
        IsRequired: true);

    internal static readonly DefinitionKey Text = new("text", "What people read.", Scalars.Text, IsRequired: true);

    internal static readonly DefinitionKey Tags = new(
        "tags",
        "Reasons to show with the recommended objects that meet their conditions.",
        new MapShape(
            "tags", Scalars.Name, new ObjectShape("a tag", When, Text), DefinitionLimits.MaxSurfaceTags));

    internal static readonly DefinitionKey Sources = new(
        "sources",
        "Where candidates come from.",
        new ListShape("sources", Scalars.OneOf<RecallSource>("a source"), 1, 16, acceptsOne: true),
        IsRequired: true);

    internal static readonly DefinitionKey Ranker = new(
        "ranker", "What puts candidates in order. Default auto.", Scalars.OneOf<RankerKind>("a ranker"));

    internal static readonly DefinitionKey Online = new(
        "online",
        "Whether a trained ranker's chances are corrected live by what became of what was shown. Default false.",
        Scalars.Flag);

    internal static readonly DefinitionKey Groups = new(
        "groups",
        "Attributes of the object by which trends are told apart, such as category.",
        new ListShape("attributes", Scalars.Name, 1, DefinitionLimits.MaxGroups, acceptsOne: true));

    internal static readonly DefinitionKey Preferences = new(
        "preferences",
        "Attributes of the subject to attributes of the object whose values it says it prefers, such as likes: " +
        "category.",
        new MapShape("preferences", Scalars.Name, Scalars.Name, DefinitionLimits.MaxGroups));

    internal static readonly DefinitionKey Diversity = new(
        "diversity", "How much variety counts against value, 0 to 1. Default 0.", Scalars.Number("a share", 0, 1));

    internal static readonly DefinitionKey Caps = new(
        "caps",
        "Attributes of the object to the most objects of an answer that share one value.",
        new MapShape("caps", Scalars.Name, Scalars.Whole("a cap", 1, 1_000), DefinitionLimits.MaxGroups));

    internal static readonly DefinitionKey NewObjects = new(
        "new_objects", "The share of an answer that is kept for new objects. Default 0.",
        Scalars.Number("a share", 0, 1));

    internal static readonly DefinitionKey HideBought = new(
        "hide_bought",
        "How long an object is left out once the subject reached the goal with it. Left out: not at all.",
        Scalars.Span("a time", DefinitionLimits.MinSpan, DefinitionLimits.MaxSpan));

    internal static readonly DefinitionKey HideAfterShown = new(
        "hide_after_shown",
        "An object shown this often without any liking is left out. Left out: without end.",
        Scalars.Whole("a number of impressions", 1, 1_000));

    internal static readonly DefinitionKey Variants = new(
        "variants",
        "Attributes whose equality makes two objects variants of one, such as [title, seller].",
        new ListShape("attributes", Scalars.Name, 1, DefinitionLimits.MaxGroups, acceptsOne: true));

    internal static readonly DefinitionKey Rerank = new(
        "rerank",
        "How ranked candidates become the answer.",
        new ObjectShape("rerank", Diversity, Caps, NewObjects, HideBought, HideAfterShown, Variants));

    internal static readonly DefinitionKey Fallback = new(
        "fallback", "The surface that fills up an answer that falls short.", Scalars.Name);

    internal static readonly DefinitionKey Serve = new(
        "serve", "Another surface, for and of the same kinds, that answers in its stead.", Scalars.Name);

    internal static readonly DefinitionKey Version = new(
        "version", "The version of the trained ranker that serves, whatever is in force.",
        Scalars.Whole("a version", 1, 1_000_000));

    /// <summary>What a variant of an experiment changes of a surface. What the interactions remember (signals, goal,
    /// value, half-life, groups) is one for all variants, so it is not among the keys.</summary>
    internal static readonly ObjectShape Change = new(
        "a change of a surface", Serve, Filters, Boosts, Sources with { IsRequired = false }, Ranker, Version, Online,
        Rerank,
        Fallback);

    /// <summary>A surface.</summary>
    internal static readonly ObjectShape Surface = new(
        "a surface", Description, For, Of, Through, Goal, Value, Exposure, Signals, HalfLife, Filters, Boosts, Tags,
        Sources,
        Ranker, Online, Groups, Preferences, Rerank, Fallback);
}
