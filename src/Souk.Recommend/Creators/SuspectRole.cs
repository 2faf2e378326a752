namespace Souk.Recommend.Creators;

/// <summary>What an entity of an act is, as far as it can be suspected.</summary>
internal enum SuspectRole
{
    /// <summary>Nothing that is suspected.</summary>
    None,

    /// <summary>A shopper.</summary>
    Shopper,

    /// <summary>A creator.</summary>
    Creator,

    /// <summary>What sales of one order have in common.</summary>
    Order,
}
