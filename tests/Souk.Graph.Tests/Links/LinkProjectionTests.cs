using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Graph.Links;

namespace Souk.Graph.Tests.Links;

public sealed class LinkProjectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-links-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 14)]
    [InlineData(3, 30)]
    [InlineData(4, 60)]
    public async Task Every_column_equals_the_naive_graph_at_every_position(int seed, int shoppers)
    {
        List<LinkEventRow> events = LinkMarket.Random(seed, 700, shoppers);
        NaiveLinks oracle = new();
        Random random = new(seed);
        int at = 0;
        int joined = 0;
        List<string> wrong = [];
        using SoukEngine engine = LinkMarket.Open(_folder);
        using (FoldScope scope = engine.Read())
        {
            LinkReader reader = scope.Fold.Projection<LinkProjection>().CreateReader();
            EntityKind kind = engine.Definition.FindKind("shopper")!;
            double[] values = new double[reader.Columns.Count];
            scope.Fold.Applied = e =>
            {
                oracle.Apply(events[at++]);
                foreach (string shopper in new[] { events[at - 1].Shopper, $"s{random.Next(shoppers)}" })
                {
                    reader.ReadFor(kind, shopper, values);
                    Dictionary<string, double> expected = oracle.Read(shopper);
                    joined += expected["links.component_size"] > 1 ? 1 : 0;
                    for (int i = 0; i < values.Length; i++)
                    {
                        double right = expected[reader.Columns[i]];
                        if (!(double.IsNaN(right) ? double.IsNaN(values[i]) : Math.Abs(
                            right - values[i]) <= 1e-9 * (1 + right)))
                        {
                            wrong.Add(
                                $"{reader.Columns[i]} of {shopper} at event {at}: {values[i]} instead of {right}");
                        }
                    }
                }
            };
        }

        await LinkMarket.Submit(engine, events);
        Assert.Equal(events.Count, at);
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(12)));
        Assert.True(joined > 20, $"only {joined} reads saw a component");
    }

    [Fact]
    public async Task State_is_the_same_live_restarted_from_a_snapshot_and_replayed()
    {
        List<LinkEventRow> events = LinkMarket.Random(seed: 9, count: 3_000, shoppers: 40);
        using (SoukEngine engine = LinkMarket.Open(_folder))
        {
            await LinkMarket.Submit(engine, events.Take(1_000));
            await engine.SnapshotAsync();
            await LinkMarket.Submit(engine, events.Skip(1_000).Take(1_000));
        }

        using SoukEngine again = LinkMarket.Open(_folder, text: null);
        Assert.Equal(1_000, again.OpenReport.Replayed);
        await LinkMarket.Submit(again, events.Skip(2_000));
        using Fold clean = new(again.Definition, [new LinkProjectionFactory()]);
        new LogReplayer(again.Log, again.Definitions).Replay(clean, null, null, CancellationToken.None);
        using FoldScope scope = again.Read();
        Assert.True(LinkMarket.StateOf(clean).AsSpan().SequenceEqual(LinkMarket.StateOf(scope.Fold)));
    }

    [Fact]
    public async Task Ties_that_expired_give_their_memory_and_entities_back()
    {
        using SoukEngine engine = LinkMarket.Open(_folder);
        await LinkMarket.Submit(engine, Enumerable.Range(0, 500).Select(i =>
            new LinkEventRow("login", i, LinkMarket.Start.Microseconds + i, $"s{i}")
            {
                Device = $"d{i / 3}",
                Ip = $"i{i}",
            }));
        using (FoldScope scope = engine.Read())
        {
            Assert.Equal(1_000, scope.Fold.Projection<LinkProjection>().Ties);
        }

        await LinkMarket.Submit(
            engine,
            [new LinkEventRow("login", 500, LinkMarket.Start.Microseconds + 3_600_000_000, "last") { Device = "d0" }]);
        using FoldScope after = engine.Read();
        Assert.Equal(1, after.Fold.Projection<LinkProjection>().Ties);
        Assert.Equal(1u, after.Fold.Entities.CountOf(engine.Definition.FindKind("device")!.Index));
    }

    [Fact]
    public async Task A_subject_with_ever_new_carriers_keeps_the_newest()
    {
        using SoukEngine engine = LinkMarket.Open(_folder);
        await LinkMarket.Submit(engine, Enumerable.Range(0, 200).Select(i =>
            new LinkEventRow("payment", i, LinkMarket.Start.Microseconds + i, "s") { Card = $"c{i}" }));
        using FoldScope scope = engine.Read();
        LinkProjection links = scope.Fold.Projection<LinkProjection>();
        Assert.Equal(LinkState.MaxTiesOfSubject, links.Ties);
        Assert.NotEqual(0u, scope.Fold.Entities.Find(engine.Definition.FindKind("card")!.Index, "c199"u8));
        Assert.Equal(0u, scope.Fold.Entities.Find(engine.Definition.FindKind("card")!.Index, "c100"u8));
    }

    [Fact]
    public async Task Reading_an_entity_that_has_no_links_gives_nothing()
    {
        using SoukEngine engine = LinkMarket.Open(_folder);
        await LinkMarket.Submit(
            engine, [new LinkEventRow("login", 0, LinkMarket.Start.Microseconds, "s") { Ip = "i" }]);
        using FoldScope scope = engine.Read();
        LinkReader reader = scope.Fold.Projection<LinkProjection>().CreateReader();
        double[] values = new double[reader.Columns.Count];
        foreach (string kind in new[] { "shopper", "card" })
        {
            reader.ReadFor(engine.Definition.FindKind(kind)!, "nobody", values);
            Assert.Equal(1, values[reader.Columns.ToList().IndexOf("links.component_size")]);
            Assert.Equal(1, values.Where(v => !double.IsNaN(v)).Sum());
        }
    }
}
