using System.Text;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Simulation;

namespace Souk.Simulation.Tests;

public sealed class MarketplaceSimulatorTests
{
    private static readonly SimulationOptions _small = new()
    {
        Seed = 7,
        Shoppers = 1_000,
        Days = 30,
        Abuse = 5,
        NewPatternDay = 10,
    };

    [Fact]
    public void Next_WithOneSeed_GivesTheSameBytes_AndWithAnotherSeedOthers()
    {
        byte[] first = Encoded(_small, 30_000);
        Assert.Equal(first, Encoded(_small, 30_000));
        Assert.NotEqual(first, Encoded(_small with { Seed = 8 }, 30_000));
    }

    [Fact]
    public void Next_InWhateverPortions_GivesTheSameBytes()
    {
        MarketplaceSimulator simulator = new(_small);
        EventBatch batch = new(simulator.Definition);
        for (int made = 0; made < 5_000; made += 100)
        {
            Assert.Equal(100, simulator.Next(batch, 100));
        }

        Assert.Equal(Encoded(_small, 5_000), batch.Bytes.ToArray());
    }

    [Fact]
    public void Events_AreInTimeOrder_AndIntakeTakesThemAsJson()
    {
        MarketplaceSimulator simulator = new(_small);
        EventBatch batch = new(simulator.Definition);
        simulator.Next(batch, 40_000);
        using MemoryStream json = new();
        using (EventJsonWriter writer = new(simulator.Definition, json))
        {
            writer.Write(batch);
        }

        EventJsonParser parser = new(
            simulator.Definition, new IntakeClock(TimeProvider.System, simulator.Definition.MaxClockSkew));
        EventBatch again = new(simulator.Definition);
        long last = 0;
        foreach (string line in Encoding.UTF8.GetString(json.ToArray()).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(line), isCloudEvent: false, again));
            int at = line.IndexOf("\"time\":\"", StringComparison.Ordinal) + 8;
            Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(line[at..line.IndexOf('"', at)]), out LogTime time));
            Assert.True(time.Microseconds >= last);
            last = time.Microseconds;
        }

        Assert.Equal(batch.Count, again.Count);
        Assert.Equal(batch.Bytes.ToArray(), again.Bytes.ToArray());
    }

    [Fact]
    public void Statistics_AreThoseOfTheModel()
    {
        Dictionary<string, int> counts = Tally(_small, out int[] byHour, out Dictionary<AbusePattern, int> abuse);
        Assert.InRange(counts["click"] / (double)counts["impression"], 0.05, 0.35);
        Assert.InRange(counts["order"] / (double)counts["click"], 0.02, 0.5);
        Assert.InRange(counts["payment"] / (double)counts["order"], 0.9, 1.3);
        Assert.True(counts["review"] > counts["order"] / 20);
        Assert.True(counts["chargeback"] < counts["payment"] / 2);
        Assert.True(byHour[20] > 3 * byHour[3], "the evening is busier than the night");
        foreach (AbusePattern pattern in Enum.GetValues<AbusePattern>()
            .Where(p => p is > AbusePattern.None and <= AbusePattern.CartStuffing))
        {
            Assert.True(abuse.GetValueOrDefault(pattern) > 0, $"{pattern} was not planted");
        }

        Assert.Equal(counts.Keys.Order(), Enum.GetNames<SimulatedEvent>()
            .Select(n => string.Concat(n.Select(
                (c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : $"{c}"))).Order());
    }

    [Fact]
    public void WithoutAbuse_NoEventIsLabelled()
    {
        Tally(_small with { Abuse = 0 }, out _, out Dictionary<AbusePattern, int> abuse);
        Assert.Empty(abuse);
    }

    [Theory]
    [InlineData(AbusePattern.CartStuffing)]
    [InlineData(AbusePattern.RefundTrick)]
    [InlineData(AbusePattern.SelfReferral)]
    [InlineData(AbusePattern.TipLaundering)]
    [InlineData(AbusePattern.CredentialStuffing)]
    public void TheNewPattern_DoesNotAppearBeforeItsDay_AndNoOtherNewOneDoes(AbusePattern kind)
    {
        SimulationOptions options = _small with { Days = 16, NewPattern = kind };
        MarketplaceSimulator simulator = new(options);
        EventBatch batch = new(simulator.Definition);
        LogTime until = LogTime.FromDateTimeOffset(options.Start.AddDays(options.NewPatternDay));
        while (simulator.Next(batch, 1000, until) > 0)
        {
            batch.Clear();
        }

        Assert.DoesNotContain(simulator.TakeLabels(), l => l.Pattern >= AbusePattern.CartStuffing);
        simulator.Next(batch, 100_000);
        IReadOnlyList<AbuseLabel> labels = simulator.TakeLabels();
        Assert.Contains(labels, l => l.Pattern == kind);
        Assert.DoesNotContain(labels, l => l.Pattern >= AbusePattern.CartStuffing && l.Pattern != kind);
    }

    [Fact]
    public void APatternThatIsNotNew_IsRefusedAsTheNewOne() => Assert.Contains(
        "NewPattern is Brushing; it must be CartStuffing, RefundTrick", Assert.Throws<ArgumentException>(
            () => new MarketplaceSimulator(_small with { NewPattern = AbusePattern.Brushing })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void TenMillionShoppers_StartAtOnce()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        MarketplaceSimulator simulator = new(new SimulationOptions { Shoppers = 10_000_000, Items = 1_000 });
        EventBatch batch = new(simulator.Definition);
        Assert.Equal(5_000, simulator.Next(batch, 5_000));
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 200L << 20);
    }

    [Theory]
    [InlineData(99, 30)]
    [InlineData(1_000, 0)]
    public void Options_OutOfRange_AreRefused(int shoppers, int days) =>
        Assert.Throws<ArgumentException>(
            () => new MarketplaceSimulator(new SimulationOptions { Shoppers = shoppers, Days = days }));

    private static byte[] Encoded(SimulationOptions options, int events)
    {
        MarketplaceSimulator simulator = new(options);
        EventBatch batch = new(simulator.Definition);
        simulator.Next(batch, events);
        return batch.Bytes.ToArray();
    }

    private static Dictionary<string, int> Tally(
        SimulationOptions options, out int[] byHour, out Dictionary<AbusePattern, int> abuse)
    {
        MarketplaceSimulator simulator = new(options);
        EventBatch batch = new(simulator.Definition);
        Dictionary<string, int> counts = [];
        byHour = new int[24];
        using MemoryStream json = new();
        using EventJsonWriter writer = new(simulator.Definition, json);
        while (simulator.Next(batch, 10_000) > 0)
        {
            json.SetLength(0);
            writer.Write(batch);
            batch.Clear();
            foreach (string line in Encoding.UTF8.GetString(json.ToArray()).Split(
                '\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string type = Between(line, "{\"type\":\"");
                counts[type] = counts.GetValueOrDefault(type) + 1;
                byHour[type == "impression" ? int.Parse(Between(line, "\"time\":\"").AsSpan(11, 2)) : 0]++;
            }
        }

        abuse = simulator.TakeLabels().GroupBy(l => l.Pattern).ToDictionary(g => g.Key, g => g.Count());
        return counts;
    }

    private static string Between(string line, string start)
    {
        int at = line.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return line[at..line.IndexOf('"', at)];
    }
}
