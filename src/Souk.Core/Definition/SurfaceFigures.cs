namespace Souk.Core.Definition;

/// <summary>The figures that the interactions of a surface give of a subject and an object, by the names under which
/// rankers learn from them and tags read them. All are numbers.</summary>
public static class SurfaceFigures
{
    /// <summary>Of the subject with the object: the decayed weight of its likings, how often it was shown since the
    /// last one, hours since the last one (missing if there was none), 1 if the goal was reached.</summary>
    public static IReadOnlyList<string> Pair { get; } =
        ["pair.liking", "pair.shown", "pair.hours_since", "pair.reached"];

    /// <summary>Of the object: log2 of 1 + its trend (weights of likings, half after a day), log2 of 1 + how often it
    /// was shown, likings and goals for each time shown (pulled towards what its attributes foretell), days since the
    /// first event, mean worth of a goal.</summary>
    public static IReadOnlyList<string> Object { get; } =
        ["object.trend", "object.shown", "object.like_rate", "object.goal_rate", "object.age_days", "object.value"];

    /// <summary>Of the subject: how many objects are remembered, days since the first event.</summary>
    public static IReadOnlyList<string> Subject { get; } = ["subject.entries", "subject.age_days"];

    /// <summary>How much of the subject's liking is for objects with the same value of an attribute, 0 to
    /// 1.</summary>
    public static string ShareOf(AttributeDefinition group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return $"share.{group.Name}";
    }

    /// <summary>All of a surface with these groups, in the order of the values.</summary>
    public static IReadOnlyList<string> All(IReadOnlyList<AttributeDefinition> groups) =>
        [.. Pair, .. Object, .. Subject, .. groups.Select(ShareOf)];
}
