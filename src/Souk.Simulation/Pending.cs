namespace Souk.Simulation;

/// <summary>An event that will happen. Entities are numbers; 0 is none. What a number means depends on the event.</summary>
internal record struct Pending
{
    /// <summary>When, in microseconds since 1970.</summary>
    public long Time;

    /// <summary>What.</summary>
    public SimulatedEvent Event;

    /// <summary>The kind of abuse it is part of.</summary>
    public AbusePattern Pattern;

    /// <summary>A flag of the event: success of a login, helpfulness of a vote.</summary>
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

    /// <summary>The live room, video, coupon, address, seller or promotion.</summary>
    public int Other;

    /// <summary>The order; payments and reviews have its number too.</summary>
    public int Order;

    /// <summary>Quantity, rank, rating, seconds or number of lines.</summary>
    public int Count;

    /// <summary>An amount in cents.</summary>
    public long Cents;
}
