namespace Souk.Simulation;

/// <summary>What a shopper does with an item that is shown; each includes those before it.</summary>
public enum ShopperReaction
{
    /// <summary>Nothing.</summary>
    Passes,

    /// <summary>Clicks and looks at it.</summary>
    Looks,

    /// <summary>Puts it into the cart.</summary>
    AddsToCart,

    /// <summary>Buys it.</summary>
    Buys,
}
