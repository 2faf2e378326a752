namespace Souk.Recommend.Creators;

/// <summary>What an event says of creators and shoppers.</summary>
internal enum CreatorActKind
{
    /// <summary>A shopper watched.</summary>
    View,

    /// <summary>A creator put an item forward.</summary>
    Promotion,

    /// <summary>A creator sold an item.</summary>
    Sale,

    /// <summary>A shopper bought an item, from whom ever.</summary>
    Purchase,
}
