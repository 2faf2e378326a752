namespace Souk.Core.Definition;

/// <summary>How the ranked candidates of a surface become the answer.</summary>
public sealed record RerankDefinition
{
    /// <summary>What is used when nothing is said.</summary>
    public static RerankDefinition Default { get; } = new();

    /// <summary>How much variety counts against value, 0 (not at all, the default) to 1 (only): the share of
    /// dissimilarity in maximal marginal relevance.</summary>
    public double Diversity { get; init; }

    /// <summary>The most objects of an answer that share the value of an attribute.</summary>
    public IReadOnlyDictionary<AttributeDefinition, int> Caps { get; init; } =
        new Dictionary<AttributeDefinition, int>();

    /// <summary>The share of an answer that is kept for new objects, 0 (the default) to 1.</summary>
    public double NewObjects { get; init; }

    /// <summary>How long an object that the subject reached the goal with is left out; null (the default): not at
    /// all.</summary>
    public Duration? HideBought { get; init; }

    /// <summary>How often an object is shown without any liking before it is left out; null (the default): without
    /// end.</summary>
    public int? HideAfterShown { get; init; }

    /// <summary>Attributes whose equality makes two objects variants of one, of which the best is shown; empty for
    /// none.</summary>
    public IReadOnlyList<AttributeDefinition> Variants { get; init; } = [];
}
