using Souk.Learning.Numerics;

namespace Souk.Simulation.Tests;

/// <summary>The model's claims (docs/simulation.md), checked on one run of 42 days.</summary>
public sealed class RunStatisticsTests(RunStatisticsTests.Fixture fixture) : IClassFixture<RunStatisticsTests.Fixture>
{
    private readonly SimulatedRun _run = fixture.Run;

    [Fact]
    public void Clicks_AreMoreFrequent_WhereThePriceIsLow()
    {
        // Prices against each item's mean listed price, as a buyer of the data would compute them.
        Dictionary<string, List<(DateTimeOffset Time, double Price)>> prices = [];
        foreach (RunEvent e in _run.Of("add_to_cart").Where(e => !_run.IsAbuse(e)))
        {
            if (!prices.TryGetValue(e.Text("item"), out List<(DateTimeOffset Time, double Price)>? list))
            {
                prices[e.Text("item")] = list = [];
            }

            list.Add((e.Time, e.Number("price")));
        }

        // Each week's sales price of an item holds for the whole week, so its clicks and impressions can be joined by
        // week.
        Dictionary<(string Item, int Week), double> byWeek = [];
        foreach ((string item, List<(DateTimeOffset Time, double Price)> list) in prices)
        {
            double mean = list.Average(p => p.Price);
            foreach ((DateTimeOffset time, double price) in list)
            {
                byWeek[(item, Week(time))] = price / mean;
            }
        }

        (int Shown, int Clicked) cheap = Rate(byWeek, factor => factor < 0.85);
        (int Shown, int Clicked) dear = Rate(byWeek, factor => factor > 1.05);
        Assert.True(cheap.Shown > 1_000 && dear.Shown > 1_000);
        Assert.True(
            cheap.Clicked / (double)cheap.Shown > 1.1 * dear.Clicked / dear.Shown,
            $"cheap {cheap.Clicked} of {cheap.Shown}, dear {dear.Clicked} of {dear.Shown}");
    }

    [Fact]
    public void Orders_OfAShopper_KeepToFewCategories_AgainstAShuffle()
    {
        Dictionary<string,
        string> categories = _run.Of("item_listed").ToDictionary(e => e.Text("item"), e => e.Text("category"));
        RunEvent[] lines = [.. _run.Of("order_line").Where(e => !_run.IsAbuse(e))];
        string[] bought = [.. lines.Select(e => categories[e.Text("item")])];
        double kept = PairsAlike(lines, bought);
        SeededRandom random = new(1);
        random.Shuffle<string>(bought);
        double shuffled = PairsAlike(lines, bought);
        Assert.True(kept > 3 * shuffled, $"{kept:F3} of the pairs alike, {shuffled:F3} after a shuffle");
    }

    [Fact]
    public void Chargebacks_ComeAfterTheirPayment_AWeekToTwoMonthsLater_AndMostlyForTheft()
    {
        Dictionary<string, RunEvent> payments = _run.Of("payment").ToDictionary(e => e.Text("payment"));
        RunEvent[] chargebacks = [.. _run.Of("chargeback")];
        Assert.True(chargebacks.Length > 50);
        double[] days = [.. chargebacks.Select(c => (c.Time - payments[c.Text("payment")].Time).TotalDays).Order()];
        Assert.InRange(days[0], 6.9, 12);
        Assert.InRange(days[^1], 20, 60.1);
        Assert.InRange(days[days.Length / 2], 9, 20);
        Assert.True(chargebacks.Count(_run.IsAbuse) > 0.7 * chargebacks.Length, "most chargebacks are for theft");
        Assert.All(chargebacks, c => Assert.Equal(payments[c.Text("payment")].Text("card"), c.Text("card")));

        int stolen = _run.Of("payment").Count(p => _run.PatternOf(p) == AbusePattern.StolenCard && p.Has("order"));
        int back = chargebacks.Count(c => _run.PatternOf(c) == AbusePattern.StolenCard);
        Assert.InRange(back / (double)stolen, 0.7, 0.95);
    }

    [Fact]
    public void EveryEventType_OfAnAttack_IsAlsoMadeByHonestPeople()
    {
        HashSet<string> honest = [.. _run.Events.Where(e => !_run.IsAbuse(e)).Select(e => e.Type)];
        Assert.Empty(_run.Events.Where(_run.IsAbuse).Select(e => e.Type).Distinct().Except(honest));
        Assert.Contains(_run.Of("case_verdict"), e => e.Text("verdict") == "legitimate");
    }

    [Fact]
    public void Labels_NameEventsOfTheRun_AndGrowWithTheAbuseAskedFor()
    {
        Assert.Superset(_run.Labels.Keys.ToHashSet(), _run.Events.Select(e => e.Id).ToHashSet());
        SimulatedRun half = new(Fixture.Options with { Abuse = Fixture.Options.Abuse / 2 });
        Assert.InRange(half.Labels.Count / (double)_run.Labels.Count, 0.35, 0.65);
    }

    [Fact]
    public void CouponFarms_ShareDevices_AndMostTakeoversComeFromAnotherOne()
    {
        var farms = _run.Of("coupon_claim").Where(e => _run.PatternOf(e) == AbusePattern.CouponFarm)
            .GroupBy(e => _run.Labels[e.Id].Campaign).ToArray();
        Assert.NotEmpty(farms);
        Assert.All(farms, farm => Assert.True(farm.Select(e => e.Text("shopper")).Distinct().Count() >= 6));
        int accounts = farms.Sum(farm => farm.Select(e => e.Text("shopper")).Distinct().Count());
        int devices = farms.Sum(farm => farm.Select(e => e.Text("device")).Distinct().Count());
        Assert.True(devices < 0.8 * accounts, $"{accounts} accounts of farms on {devices} devices");

        double attacks = ShareOnNewDevices(AbusePattern.AccountTakeover);
        double honest = ShareOnNewDevices(AbusePattern.None);
        Assert.True(
            attacks > 0.3 && attacks < 0.95, $"{attacks:F2} of the takeovers pay on a device new to the account");
        Assert.True(honest > 0.05 && honest < attacks, $"{honest:F2} of the honest pay on a device new to them");
    }

    [Fact]
    public void HonestPeople_DoWhatLooksLikeAbuse()
    {
        RunEvent[] honest = [.. _run.Events.Where(e => !_run.IsAbuse(e))];
        int Most(string type, string by) => honest.Where(e => e.Type == type && e.Has(by))
            .GroupBy(e => (e.Text(by), e.Time.Date)).Max(g => g.Select(e => e.Text("shopper")).Distinct().Count());
        Assert.True(Most("sign_up", "ip") >= 4, "groups sign up together");
        Assert.True(Most("review", "item") >= 8, "many review one item on a day");
        Assert.True(honest.Where(e => e.Type == "payment_failed").GroupBy(e => (e.Text("card"), e.Time.Date))
            .Max(g => g.Count()) >= 3, "cards fail again and again");
        Assert.Contains(honest, e => e.Type == "payment" && !e.Has("order") && e.Number("amount") < 10);
        Assert.True(honest.Where(e => e.Type == "refund_request").GroupBy(e => e.Text("shopper"))
            .Max(g => g.Count()) >= 4, "some send much back");
    }

    [Theory]
    [InlineData(AbusePattern.StolenCard, "card_added")]
    [InlineData(AbusePattern.AccountTakeover, "password_change")]
    public void TheHarder_TheFewerSignsAttackersLeave(AbusePattern pattern, string sign)
    {
        // Signs for each payment of an order.
        double Signs(SimulationDifficulty difficulty)
        {
            SimulatedRun run = new(Fixture.Options with { Difficulty = difficulty, Shoppers = 300, Abuse = 20 });
            return run.Of(sign).Count(e => run.PatternOf(e) == pattern)
                / (double)run.Of("order").Count(e => run.PatternOf(e) == pattern);
        }

        double easy = Signs(SimulationDifficulty.Easy);
        double realistic = Signs(SimulationDifficulty.Realistic);
        double hard = Signs(SimulationDifficulty.Hard);
        Assert.True(
            easy > 1.2 * realistic && realistic > 1.2 * hard,
            $"easy {easy:F2}, realistic {realistic:F2}, hard {hard:F2}");
    }

    [Fact]
    public void Orders_AreTheSumOfTheirLines_AndArePaidInFull()
    {
        Dictionary<string, double> lines = _run.Of("order_line").GroupBy(e => e.Text("order"))
            .ToDictionary(g => g.Key, g => g.Sum(e => e.Number("amount")));
        Dictionary<string, double> paid = _run.Of("payment").Where(e => e.Has("order"))
            .ToDictionary(e => e.Text("order"), e => e.Number("amount"));
        Assert.All(_run.Of("order"), order =>
        {
            Assert.Equal(lines[order.Text("order")], order.Number("amount"), 1e-6);
            Assert.Equal(paid[order.Text("order")], order.Number("amount"), 1e-6);
        });
    }

    [Fact]
    public void Show_DrawsItems_AsOftenAsTheirPropensitySays()
    {
        MarketModel market = new(Fixture.Options);
        SeededRandom random = new(3);
        const int Draws = 200_000;
        Dictionary<int, (int Count, double Propensity)> seen = [];
        for (int i = 0; i < Draws; i++)
        {
            int item = market.Show(ref random, shopper: 5, category: 2, searches: false, day: 3, out double propensity);
            seen[item] = (seen.GetValueOrDefault(item).Count + 1, propensity);
        }

        foreach ((int count, double propensity) in seen.Values.Where(s => s.Propensity > 0.001))
        {
            double expected = propensity * Draws;
            Assert.InRange(count, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        }
    }

    // Of the payments of orders in the second half of the run, those on a device that the shopper had not been on a day
    // before, by honest events.
    private double ShareOnNewDevices(AbusePattern pattern)
    {
        Dictionary<(string Shopper, string Device), DateTimeOffset> seen = [];
        foreach (RunEvent e in _run.Events.Where(e => !_run.IsAbuse(e) && e.Has("device") && e.Has("shopper")))
        {
            seen.TryAdd((e.Text("shopper"), e.Text("device")), e.Time);
        }

        RunEvent[] payments = [.. _run.Of("payment").Where(e => e.Has("order") && _run.PatternOf(e) == pattern
            && e.Time > Fixture.Options.Start.AddDays(Fixture.Options.Days / 2))];
        return payments.Count(e => !seen.TryGetValue((e.Text("shopper"), e.Text("device")), out DateTimeOffset first)
            || first > e.Time.AddDays(-1)) / (double)payments.Length;
    }

    private (int Shown, int Clicked) Rate(Dictionary<(string Item, int Week), double> byWeek, Func<double, bool> wanted)
    {
        int Count(string type) => _run.Of(type).Count(
            e => byWeek.TryGetValue((e.Text("item"), Week(e.Time)), out double factor) && wanted(factor));
        return (Count("impression"), Count("click"));
    }

    private static int Week(DateTimeOffset time) => (int)((time - Fixture.Options.Start).TotalDays / 7);

    // The share of a shopper's pairs of successive lines that are of one category.
    private static double PairsAlike(RunEvent[] lines, string[] categories)
    {
        Dictionary<string, string> last = [];
        int pairs = 0;
        int alike = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            string shopper = lines[i].Text("shopper");
            if (last.TryGetValue(shopper, out string? before))
            {
                pairs++;
                alike += before == categories[i] ? 1 : 0;
            }

            last[shopper] = categories[i];
        }

        return alike / (double)pairs;
    }

    public sealed class Fixture
    {
        internal static readonly SimulationOptions Options = new() { Seed = 11, Shoppers = 800, Days = 42, Abuse = 10 };

        internal SimulatedRun Run { get; } = new(Options);
    }
}
