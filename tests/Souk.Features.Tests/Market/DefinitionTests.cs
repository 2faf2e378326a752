using System.Globalization;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Features.Training;
using Souk.Log;

namespace Souk.Features.Tests.Market;

public sealed class DefinitionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-market-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Declared_features_equal_the_oracle_at_every_position()
    {
        List<MarketEvent> events = FeatureMarket.Random(seed: 1, count: 1_500);
        MarketOracle oracle = new();
        using SoukEngine engine = FeatureMarket.Open(_folder);
        int at = 0;
        using (FoldScope scope = engine.Read())
        {
            FeatureEngine features = scope.Fold.Projection<FeatureEngine>();
            string[] columns = [.. oracle.Shopper("s0").Keys];
            FeatureReader shoppers = features.CreateReader(columns);
            MarketChecker checker = new(features, oracle);
            FeatureValue[] values = new FeatureValue[columns.Length];
            scope.Fold.Applied = e =>
            {
                MarketEvent own = events[at++];
                oracle.Apply(own);
                Dictionary<string, FeatureValue> expected = oracle.Shopper(own.Shopper);
                shoppers.Read(own.Shopper, values);
                for (int i = 0; i < columns.Length; i++)
                {
                    MarketChecker.AssertClose(expected[columns[i]], values[i], $"{columns[i]} at event {own.Id}");
                }

                checker.CheckOtherKeys(own);
            };
        }

        await FeatureMarket.Submit(engine, events);
        Assert.Equal(events.Count, at);
    }

    [Fact]
    public async Task State_is_the_same_live_restarted_back_filled_and_replayed()
    {
        List<MarketEvent> events = FeatureMarket.Random(seed: 2, count: 2_000);
        using (SoukEngine engine = FeatureMarket.Open(_folder, FeatureMarket.Head))
        {
            await FeatureMarket.Submit(engine, events.Take(700));
            await engine.ChangeDefinitionAsync(FeatureMarket.Head + FeatureMarket.Features);
            await FeatureMarket.Submit(engine, events.Skip(700).Take(300));
            await engine.SnapshotAsync();
            await FeatureMarket.Submit(engine, events.Skip(1000).Take(300));
        }

        using SoukEngine again = FeatureMarket.Open(_folder, definition: null);
        Assert.Equal(300, again.OpenReport.Replayed);
        await again.SnapshotAsync();
        await FeatureMarket.Submit(again, events.Skip(1300));
        using Fold clean = new(again.Definition, [new FeatureEngineFactory()]);
        new LogReplayer(again.Log, again.Definitions).Replay(clean, null, null, CancellationToken.None);
        using FoldScope scope = again.Read();
        byte[] expected = FeatureMarket.StateOf(clean);
        byte[] actual = FeatureMarket.StateOf(scope.Fold);
        Assert.Equal(expected.Length, actual.Length);
        int[] differ = [.. Enumerable.Range(0, expected.Length).Where(i => expected[i] != actual[i])];
        Assert.True(differ.Length == 0, $"bytes differ at {string.Join(", ", differ.Take(20))}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_is_lost_or_damaged_is_rebuilt_from_the_log(bool isLost)
    {
        List<MarketEvent> events = FeatureMarket.Random(seed: 6, count: 900);
        using (SoukEngine engine = FeatureMarket.Open(_folder, snapshotOnClose: true))
        {
            await FeatureMarket.Submit(engine, events.Take(600));
        }

        foreach (string file in Directory.EnumerateFiles(_folder, "*.effects", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(file);
            content[^40] ^= 1;
            File.WriteAllBytes(file, isLost ? [] : content);
        }

        using SoukEngine again = FeatureMarket.Open(_folder);
        Assert.Equal(LogPosition.Zero, again.OpenReport.SnapshotPosition);
        await FeatureMarket.Submit(again, events.Skip(600));
        using Fold clean = new(again.Definition, [new FeatureEngineFactory()]);
        new LogReplayer(again.Log, again.Definitions).Replay(clean, null, null, CancellationToken.None);
        using FoldScope scope = again.Read();
        Assert.True(FeatureMarket.StateOf(clean).AsSpan().SequenceEqual(FeatureMarket.StateOf(scope.Fold)));
    }

    [Fact]
    public async Task Training_rows_hold_exactly_what_serving_saw()
    {
        List<MarketEvent> events = FeatureMarket.Random(seed: 3, count: 1_500);
        string[] columns =
        [
            .. FeatureMarket.Definition.Columns.Select(c => c.Name)
                .Where(c => !c.StartsWith("query", StringComparison.Ordinal)),
        ];
        Dictionary<long, FeatureValue[]> served = [];
        using SoukEngine engine = FeatureMarket.Open(_folder);
        using (FoldScope scope = engine.Read())
        {
            EventFeatureReader reader = scope.Fold.Projection<FeatureEngine>()
                .CreateReader(engine.Definition.FindEventType("order")!, columns);
            scope.Fold.Applied = e =>
            {
                if (e.Type.Name == "order")
                {
                    FeatureValue[] values = new FeatureValue[reader.Columns.Count];
                    reader.Read(e, values);
                    served.Add(e.Position.Value, values);
                }
            };
        }

        await FeatureMarket.Submit(engine, events);
        List<TrainingRow> rows = [];
        new TrainingSetBuilder(engine.Log, engine.Definitions).Build(
            engine.Definition,
            new TrainingSetOptions
            {
                EventType = "order",
                Columns = columns,
            },
            rows.Add, progress: null, CancellationToken.None);
        Assert.Equal(served.Count, rows.Count);
        Assert.All(rows, r => Assert.Equal(served[r.Position.Value], r.Values));
    }

    [Fact]
    public async Task Labels_join_within_their_delay_and_mature_after_it()
    {
        List<MarketEvent> events = FeatureMarket.Random(seed: 4, count: 800);
        using SoukEngine engine = FeatureMarket.Open(_folder);
        await FeatureMarket.Submit(engine, events, Acknowledgement.Buffered);
        List<TrainingRow> rows = [];
        TrainingLabel label = new("order", "item", Souk.Core.Duration.FromSeconds(30), "event.gift");
        long count = new TrainingSetBuilder(engine.Log, engine.Definitions).Build(
            engine.Definition,
            new TrainingSetOptions
            {
                EventType = "view",
                Where = "has(event.seconds)",
                Columns = ["shopper.views.1m"],
                Label = label,
            },
            rows.Add, progress: null, CancellationToken.None);
        List<MarketEvent> views = [.. events.Where(e => e.Type == "view" && e.Seconds != null)];
        Assert.Equal(views.Count, count);
        Assert.Equal(views.Select(v => v.Id), rows.Select(r => r.EventId));
        for (int i = 0; i < rows.Count; i++)
        {
            MarketEvent view = views[i];
            bool expected = events.Any(o => o.Type == "order" && o.Gift && o.Item == view.Item
                && int.Parse(o.Id, CultureInfo.InvariantCulture) > int.Parse(view.Id, CultureInfo.InvariantCulture)
                && o.Time - view.Time <= 30_000_000);
            Assert.Equal(expected ? 1 : 0, rows[i].Label);
            Assert.Equal(view.Time + 30_000_000 < events[^1].Time, rows[i].IsMature);
        }
    }

    [Fact]
    public async Task Past_reads_equal_what_was_live_then_and_explanations_add_up()
    {
        List<MarketEvent> events = FeatureMarket.Random(seed: 5, count: 600);
        using SoukEngine engine = FeatureMarket.Open(_folder);
        Dictionary<long, FeatureValue[]> live = [];
        string[] columns =
            ["shopper.views.1m", "shopper.spend.1h", "shopper.likes", "shopper.order_rate.1h", "shopper.jump"];
        using (FoldScope scope = engine.Read())
        {
            FeatureReader reader = scope.Fold.Projection<FeatureEngine>().CreateReader(columns);
            scope.Fold.Applied = e =>
            {
                FeatureValue[] values = new FeatureValue[columns.Length];
                reader.Read("s1", values);
                live[e.Position.Value] = values;
            };
        }

        await FeatureMarket.Submit(engine, events, Acknowledgement.Buffered);
        PastFeatures past = new(engine.Log, engine.Definitions);
        foreach (long position in new long[] { 2, 100, 301, 601 })
        {
            PastMoment moment = PastMoment.At(new LogPosition(position));
            Assert.Equal(live[position], past.Read(engine.Definition, columns, ["s1"], moment, CancellationToken.None));
            FeatureExplanation spend = past.Explain(
                engine.Definition, "shopper.spend.1h", ["s1"], moment, maxEvents: 1_000, CancellationToken.None);
            Assert.Equal(spend.Value.Whole, spend.Events.Sum(e => e.Value.Whole));
            Assert.Equal(spend.TotalEvents, spend.Events.Count);
            FeatureExplanation rate = past.Explain(
                engine.Definition, "shopper.order_rate.1h", ["s1"], moment, maxEvents: 2, CancellationToken.None);
            Assert.Equal(["shopper.actions.1h", "shopper.views.1h"], rate.Reads.Select(r => r.Column.Name));
            Assert.All(rate.Reads, r => Assert.Equal(r.Value.Whole, r.TotalEvents));
            Assert.All(rate.Reads, r => Assert.True(r.Events.Count <= 2));
        }
    }

    [Fact]
    public async Task A_past_time_includes_its_events_and_ends_the_windows_there()
    {
        using SoukEngine engine = FeatureMarket.Open(_folder);
        long start = FeatureMarket.Start.Microseconds;
        MarketEvent view = new() { Type = "view", Id = "1", Time = start, Shopper = "s", Item = "i" };
        MarketEvent second = view with { Id = "2", Time = start + 50_000_000 };
        await FeatureMarket.Submit(engine, [view, second, view with { Id = "3", Time = start + 500_000_000 }]);
        PastFeatures past = new(engine.Log, engine.Definitions);
        long Views(long microseconds) => past.Read(
            engine.Definition, ["shopper.views.1m"], ["s"], PastMoment.At(new LogTime(start + microseconds)),
            CancellationToken.None)[0].Whole;
        Assert.Equal(0, Views(-1));
        Assert.Equal(1, Views(0));
        Assert.Equal(2, Views(59_999_999));
        Assert.Equal(1, Views(60_000_000));
        Assert.Equal(0, Views(110_000_000));
        Assert.Equal(1, Views(600_000_000 - 50_000_000));
    }
}
