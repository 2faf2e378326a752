namespace Souk.Simulation;

/// <summary>What a simulated marketplace is like. The same options give the same events, byte for byte.</summary>
public sealed record SimulationOptions
{
    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many shoppers there are at the start, 100 to 10,000,000; half a percent more join a day. They take
    /// no memory: what a shopper is like is computed from the seed.</summary>
    public int Shoppers { get; init; } = 1_000;

    /// <summary>How many items are on sale, 50 to 5,000,000; 0 means a fifth of the shoppers, at least 200.</summary>
    public int Items { get; init; }

    /// <summary>When the marketplace opens for shoppers. Sellers, creators and items are there a moment before, a
    /// millisecond each.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many days it runs, 1 to 3,650. Late outcomes (reviews, chargebacks) still follow after the
    /// last.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Sessions a shopper has a day on average, 0.01 to 10.</summary>
    public double SessionsPerDay { get; init; } = 0.4;

    /// <summary>How much abuse there is: 1 is usual for an open marketplace, 0 is none, at most 20.</summary>
    public double Abuse { get; init; } = 1;

    /// <summary>How well attackers hide. Default <see cref="SimulationDifficulty.Realistic"/>.</summary>
    public SimulationDifficulty Difficulty { get; init; } = SimulationDifficulty.Realistic;

    /// <summary>The day, from 0, on which a kind of abuse appears that was not there before; -1 for never.</summary>
    public int NewPatternDay { get; init; } = 20;

    /// <summary>Which kind that is: <see cref="AbusePattern.CartStuffing"/>, the default, or one after it.</summary>
    public AbusePattern NewPattern { get; init; } = AbusePattern.CartStuffing;

    /// <summary>The share of an attacker's signs that is hidden, each by itself.</summary>
    internal double Disguise => Difficulty switch
    {
        SimulationDifficulty.Easy => 0,
        SimulationDifficulty.Realistic => 0.6,
        _ => 0.9,
    };

    internal int ItemCount => Items > 0 ? Items : Math.Max(200, Shoppers / 5);

    internal int SellerCount => Math.Max(10, ItemCount / 25);

    internal int CreatorCount => Math.Max(5, Shoppers / 200);

    internal void Validate()
    {
        Require(Shoppers is >= 100 and <= 10_000_000, nameof(Shoppers), Shoppers, "100 to 10,000,000");
        Require(Items == 0 || Items is >= 50 and <= 5_000_000, nameof(Items), Items, "0, or 50 to 5,000,000");
        Require(Days is >= 1 and <= 3_650, nameof(Days), Days, "1 to 3,650");
        Require(SessionsPerDay is >= 0.01 and <= 10, nameof(SessionsPerDay), SessionsPerDay, "0.01 to 10");
        Require(Abuse is >= 0 and <= 20, nameof(Abuse), Abuse, "0 to 20");
        Require(Enum.IsDefined(Difficulty), nameof(Difficulty), Difficulty, "Easy, Realistic or Hard");
        Require(
            Enum.IsDefined(NewPattern) && NewPattern >= AbusePattern.CartStuffing, nameof(NewPattern), NewPattern,
            "CartStuffing, RefundTrick, SelfReferral, TipLaundering or CredentialStuffing");
        Require(Start.Year is >= 1971 and <= 9000, nameof(Start), Start, "in the years 1971 to 9000");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.");
        }
    }
}
