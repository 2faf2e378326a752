using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>
/// Where people are when they do something: on which device, behind which internet address. Honest people change
/// devices, borrow their partner's, share a tablet at home or a kiosk in town, and are behind the addresses of mobile
/// carriers and employers that hundreds share, so that neither a new nor a shared device or address is a sign of abuse.
/// </summary>
internal sealed class Places(MarketModel market, Counters counters)
{
    // Ranges of numbers that no shopper's own device or address reaches.
    private const int TabletBase = 900_000_000;
    private const int KioskBase = 950_000_000;
    private const int MobileBase = 1_500_000_000;
    private const int WorkBase = 1_600_000_000;
    private const int ShoppersPerMobileAddress = 60;
    private const int ShoppersPerEmployer = 40;
    private const int ShoppersPerKiosk = 150;
    private const int LockerBase = 960_000_000;
    private const int ShoppersPerLocker = 80;

    /// <summary>A moment of a shopper: who, when, device and internet address.</summary>
    internal Pending Own(ref SeededRandom random, int shopper, long now, int day)
    {
        double device = random.NextDouble();
        double address = random.NextDouble();
        return new Pending
        {
            Time = now,
            Shopper = shopper,
            Device = device < 0.025 ? Kiosk(ref random)
                : device < 0.06 ? counters.NewExtra()
                : device < 0.10 ? market.DeviceOf(PartnerOf(shopper), day, second: false)
                : device < 0.20 ? TabletBase + (shopper / 2)
                : market.DeviceOf(shopper, day, device < 0.40),
            Ip = address < 0.55 ? MarketModel.IpOf(shopper)
                : address < 0.83 ? MobileIp(ref random)
                : address < 0.94 ? WorkIp(shopper)
                : counters.NewExtra(),
        };
    }

    /// <summary>Who lives with a shopper; the shopper where nobody does.</summary>
    internal int PartnerOf(int shopper)
    {
        int partner = shopper ^ 1;
        return partner < 1 || partner > market.Options.Shoppers + counters.Account ? shopper : partner;
    }

    /// <summary>An address of a mobile carrier, which many share.</summary>
    internal int MobileIp(ref SeededRandom random) =>
        MobileBase + random.Next(2 + (market.Options.Shoppers / ShoppersPerMobileAddress));

    /// <summary>A parcel locker near a shopper, an address that many share.</summary>
    internal int Locker(int shopper) =>
        LockerBase + (int)(market.Mix(18, shopper) % (ulong)(1 + (market.Options.Shoppers / ShoppersPerLocker)));

    /// <summary>The address of a shopper's employer or school.</summary>
    internal int WorkIp(int shopper) =>
        WorkBase + (int)(market.Mix(14, shopper) % (ulong)(1 + (market.Options.Shoppers / ShoppersPerEmployer)));

    /// <summary>How often something is tried again: 0, and each further time with a chance.</summary>
    internal static int Again(ref SeededRandom random, double chance, int most)
    {
        int times = 0;
        while (times < most && random.NextDouble() < chance)
        {
            times++;
        }

        return times;
    }

    // A device that anybody may use, as in a library or a shop.
    private int Kiosk(ref SeededRandom random) =>
        KioskBase + random.Next(1 + (market.Options.Shoppers / ShoppersPerKiosk));
}
