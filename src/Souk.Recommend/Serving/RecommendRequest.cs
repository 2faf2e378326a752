using Souk.Core.Definition;

namespace Souk.Recommend.Serving;

/// <summary>What a page asks for.</summary>
public sealed record RecommendRequest
{
    /// <summary>The most objects of one answer.</summary>
    public const int MaxCount = 200;

    /// <summary>The most objects of <see cref="Context"/>, and the most filters.</summary>
    public const int MaxContext = 32;

    /// <summary>The most objects of <see cref="Exclude"/>.</summary>
    public const int MaxExclude = 1_000;

    /// <summary>The longest <see cref="Deadline"/>: nobody waits longer for a page.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromSeconds(10);

    /// <summary>The surface's name.</summary>
    public required string Surface { get; init; }

    /// <summary>What answers in the surface's stead: the surface as a variant of an experiment has it; null for the
    /// surface as it is declared.</summary>
    public SurfaceDefinition? ServedBy { get; init; }

    /// <summary>The subject's id; one that is not known is a new subject.</summary>
    public required string Subject { get; init; }

    /// <summary>The kind that the subject is taken to be of, checked against the surface's; null for no check.</summary>
    public string? SubjectKind { get; init; }

    /// <summary>The objects that are looked at or in the cart right now.</summary>
    public IReadOnlyList<string> Context { get; init; } = [];

    /// <summary>How many objects, 1 to <see cref="MaxCount"/>. Default 10.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Objects that are not wanted.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>CEL conditions on top of the surface's.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Objects that stand first, in this order, if the filters let them.</summary>
    public IReadOnlyList<string> Pins { get; init; } = [];

    /// <summary>Objects whose fate is told in the answer.</summary>
    public IReadOnlyList<string> WhyNot { get; init; } = [];

    /// <summary>Whether reasons tell what moved the ranker too, which takes longer than ranking itself.</summary>
    public bool Explain { get; init; }

    /// <summary>How long it may take; what is left of the sources is then skipped. 0 gives the fallback alone. Default
    /// 100 ms.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The seed of exploration; null: follows from the subject and the log position.</summary>
    public ulong? Seed { get; init; }
}
