namespace Souk.Recommend.Creators;

/// <summary>One thing that an event says of a creator, or of what shoppers buy. Texts are empty where there is
/// none.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Day">The day (UTC, since 1970).</param>
/// <param name="Age">Days since the first event of the log.</param>
/// <param name="Creator">The creator's id.</param>
/// <param name="Shopper">The id of who watched or bought.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Category">The item's category.</param>
/// <param name="Country">The shopper's country.</param>
/// <param name="Value">What a sale is worth.</param>
/// <param name="Price">The item's listed price, 0 for none.</param>
internal readonly record struct CreatorAct(
    CreatorActKind Kind, int Day, double Age, string Creator, string Shopper, string Item, string Category,
    string Country, double Value, double Price);
