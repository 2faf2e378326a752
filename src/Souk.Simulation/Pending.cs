namespace Souk.Simulation;

/// <summary>An event that will happen. Entities are numbers; 0 is none. What a number means depends on the
/// event.</summary>
internal record struct Pending
{
    /// <summary>When, in microseconds since 1970.</summary>
    public long Time;

    /// <summary>What.</summary>
    public SimulatedEvent Event;

    /// <summary>The kind of abuse it is part of.</summary>
    public AbusePattern Pattern;

    /// <summary>A flag of the event: success of a login, helpfulness of a vote, a payment without an order.</summary>
    public bool Flag;

    /// <summary>The attack that it is part of, or 0.</summary>
    public int Campaign;

    /// <summary>The shopper.</summary>
    public int Shopper;

    /// <summary>The item.</summary>
    public int Item;

    /// <summary>The device.</summary>
    public int Device;

    /// <summary>The card.</summary>
    public int Card;

    /// <summary>The internet address.</summary>
    public int Ip;

    /// <summary>The creator.</summary>
    public int Creator;

    /// <summary>The live room, video, address, seller or promotion; the discount of an order line in cents.</summary>
    public int Other;

    /// <summary>The order; payments and reviews have its number too.</summary>
    public int Order;

    /// <summary>Quantity, rank, rating, seconds or number of lines.</summary>
    public int Count;

    /// <summary>An amount in cents.</summary>
    public long Cents;

    /// <summary>The coupon that an order uses, or that is claimed or redeemed.</summary>
    public int Coupon;

    /// <summary>The placement by a creator that led to an order.</summary>
    public int Promotion;

    /// <summary>The probability that an impression's item was shown at its place.</summary>
    public double Propensity;
}
