namespace Souk.Simulation;

/// <summary>The kinds of abuse that the simulator plants.</summary>
public enum AbusePattern
{
    /// <summary>None: an honest event.</summary>
    None,

    /// <summary>A stolen card is tried with small amounts on a new device, then used for large ones.</summary>
    StolenCard,

    /// <summary>Somebody else signs in, changes the password and the address, and buys.</summary>
    AccountTakeover,

    /// <summary>Many accounts are opened from one device to claim coupons.</summary>
    CouponFarm,

    /// <summary>Paid accounts order and praise a seller's items.</summary>
    Brushing,

    /// <summary>A shopper orders and again and again asks for the money back.</summary>
    RefundAbuse,

    /// <summary>Many one-star reviews of one item within hours, by accounts that did not buy it.</summary>
    ReviewBombing,

    /// <summary>Devices that put one item into carts by the hundred to raise it on trending surfaces. This kind and those
    /// below are new ones: one of them starts on <see cref="SimulationOptions.NewPatternDay"/>.</summary>
    CartStuffing,

    /// <summary>A trick goes round: order, complain in a bad review, and ask for the money back at once.</summary>
    RefundTrick,

    /// <summary>A creator's helpers order what the creator promotes, for the commission.</summary>
    SelfReferral,

    /// <summary>Money on stolen cards is paid out as tips, from many accounts.</summary>
    TipLaundering,

    /// <summary>Names and passwords that leaked elsewhere are tried on many accounts.</summary>
    CredentialStuffing,
}
