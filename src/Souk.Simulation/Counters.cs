namespace Souk.Simulation;

/// <summary>Numbers given out in order, shared by the parts of the simulator.</summary>
internal sealed class Counters
{
    internal int Order { get; set; }

    internal int Room { get; set; }

    internal int Video { get; set; }

    internal int Promotion { get; set; }

    /// <summary>Accounts opened since the start, by whomever; numbered behind the shoppers of the start.</summary>
    internal int Account { get; set; }

    internal int Case { get; set; }

    internal int Campaign { get; set; }

    /// <summary>How many devices, cards and addresses were made up beyond the shoppers' own.</summary>
    internal int Extra { get; private set; }

    /// <summary>Makes up a device, card or address. Its number is negative, so that it is no shopper's own.</summary>
    internal int NewExtra() => -(++Extra);
}
