namespace Souk.Simulation;

/// <summary>Numbers given out in order, shared by the parts of the simulator.</summary>
internal sealed class Counters
{
    internal int Order { get; set; }

    internal int Coupon { get; set; }

    internal int Room { get; set; }

    internal int Video { get; set; }

    internal int Promotion { get; set; }

    /// <summary>Devices, cards and addresses beyond those of the shoppers.</summary>
    internal int Extra { get; set; }

    /// <summary>Accounts opened by attackers, numbered behind the shoppers.</summary>
    internal int FakeShopper { get; set; }

    internal int Campaign { get; set; }
}
