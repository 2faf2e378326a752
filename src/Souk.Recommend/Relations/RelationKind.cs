namespace Souk.Recommend.Relations;

/// <summary>What two objects are to each other.</summary>
public enum RelationKind
{
    /// <summary>Looked at together and not bought together: one instead of the other.</summary>
    Substitute,

    /// <summary>Bought together more often than by chance: one beside the other.</summary>
    Complement,
}
