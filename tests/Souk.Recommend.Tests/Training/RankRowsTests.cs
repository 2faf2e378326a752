using Souk.Core;
using Souk.Core.Definition;
using Souk.Learning.Numerics;
using Souk.Recommend.Training;

namespace Souk.Recommend.Tests.Training;

public sealed class RankRowsTests : IDisposable
{
    private const int Hour = 3600;
    private readonly Market _market = new();
    private readonly List<(int Second, string Shopper, string Item, int Amount)> _buys = [];
    private readonly Dictionary<string, (int Second, string Shopper, string[] Items, float[][] Rows)> _pages = [];

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task Rows_HoldWhatServingSaw_AndTheGoalsOfTheWindow()
    {
        await Shop(pages: 140, seed: 3);
        RankRows rows = Collect(out RowOrigin origin, out List<ShownRequest> requests);
        Assert.Equal(RowOrigin.OwnImpressions, origin);
        int checkedRows = 0;
        for (int request = 0; request < rows.Requests; request++)
        {
            (int second, string shopper, string[] items, float[][] live) = _pages.Values.Single(
                p => p.Shopper == requests[request].Subject && p.Second == SecondOf(requests[request].Time));
            for (int i = 0; i < items.Length; i++)
            {
                int row = rows.Start(request) + i;
                Assert.Equal(items[i], rows[row].Object);
                Assert.Equal(live[i], rows.Values(row, row + 1).ToArray());
                var goal = _buys.Where(b => b.Shopper == shopper && b.Item == items[i] && b.Second >= second
                    && b.Second <= second + Hour).Cast<(int, string, string, int Amount)?>().FirstOrDefault();
                Assert.Equal(goal is not null, rows[row].IsGoal);
                Assert.Equal(goal?.Amount ?? 0, rows[row].Value);
                checkedRows++;
            }
        }

        Assert.Equal(rows.Count, checkedRows);
        Assert.InRange(rows.Goals, 100, rows.Count - 1);
    }

    [Fact]
    public async Task LaterEvents_DoNotChangeARow()
    {
        await Shop(pages: 130, seed: 4);
        RankRows before = Collect(out _, out _);
        await Shop(pages: 20, seed: 5, from: 200 * Hour);
        RankRows after = Collect(out _, out _);
        Assert.True(after.Count > before.Count);
        Assert.Equal(before.Values(0, before.Count).ToArray(), after.Values(0, before.Count).ToArray());
        for (int row = 0; row < before.Count; row++)
        {
            Assert.Equal(before[row] with { Recall = 0 }, after[row] with { Recall = 0 });
        }
    }

    [Fact]
    public async Task ASmallLimit_DrawsWholeRequests()
    {
        await Shop(pages: 300, seed: 6);
        RankRows all = Collect(out _, out _);
        RankRows some = Collect(out _, out List<ShownRequest> requests, maxRows: 1000);
        Assert.True(all.Count > 1000);
        Assert.InRange(some.Count, 980, 1000);
        Assert.All(Enumerable.Range(0, some.Requests), r => Assert.Equal(4, some.Start(r + 1) - some.Start(r)));
        Assert.True(requests.Count < all.Requests);
    }

    [Fact]
    public async Task WithoutImpressions_GoalsStandAgainstWhatRecallGives()
    {
        SeededRandom random = new(7);
        List<string> events = [];
        for (int i = 0; i < 400; i++)
        {
            int shopper = random.Next(30);
            int item = (shopper % 3 * 20) + random.Next(20);
            events.Add(_market.View(i * 600, $"s{shopper}", $"i{item}"));
            if (random.Next(3) == 0)
            {
                events.Add(_market.Buy((i * 600) + 60, $"s{shopper}", $"i{item}"));
            }
        }

        await _market.Submit(events);
        RankRows rows = Collect(out RowOrigin origin, out _);
        Assert.Equal(RowOrigin.Goals, origin);
        Assert.InRange(rows.Goals, 80, 200);
        Assert.InRange(rows.NegativeRate, 0.01, 1);
        Assert.All(Enumerable.Range(0, rows.Requests), r => Assert.True(rows[rows.Start(r)].IsGoal));
        Assert.All(Enumerable.Range(0, rows.Requests), r =>
            Assert.InRange(rows.Start(r + 1) - rows.Start(r), 2, TrainingLimits.Negatives + 3));
    }

    [Fact]
    public async Task AnExposure_TakesThePlaceOfImpressions_WithAllGoalsThatFollowed()
    {
        using Market market = new(Market.Text.Replace(
            "goal: buy\n    value", "goal: buy\n    exposure: view\n    value", StringComparison.Ordinal));
        List<string> events =
            [.. Enumerable.Range(0, 7).Select(i => market.Listed(0, $"i{i}", """ "category":"c" """))];
        for (int i = 0; i < 240; i++)
        {
            // Two objects put forward a minute apart are one page; the first sells twice.
            int second = (i * 2 * Hour) + 60;
            events.Add(market.View(second, $"s{i % 5}", $"i{i % 7}"));
            events.Add(market.View(second + 60, $"s{i % 5}", $"i{(i + 1) % 7}"));
            events.Add(market.Buy(second + 120, $"s{i % 5}", $"i{i % 7}", 10));
            events.Add(market.Buy(second + 180, $"s{i % 5}", $"i{i % 7}", 20));
        }

        await market.Submit(events);
        RankRows rows = RankTrainer.Collect(
            market.Engine, market.Engine.Definition.FindSurface("feed")!,
            new RankTrainingOptions { Window = Duration.FromHours(1) }, null, CancellationToken.None,
            out RowOrigin origin, out _, out _);
        Assert.NotEqual(RowOrigin.Goals, origin);
        Assert.InRange(rows.Requests, 238, 240);
        Assert.All(Enumerable.Range(0, rows.Requests), r => Assert.Equal(2, rows.Start(r + 1) - rows.Start(r)));
        Assert.All(Enumerable.Range(0, rows.Count), r => Assert.Equal(rows[r].IsGoal ? 30 : 0, rows[r].Value));
        Assert.Equal(rows.Requests, rows.Goals);
    }

    [Fact]
    public void AnEmptyLog_GivesNoRows_AndSaysSo()
    {
        TrainedRanker trained = RankTrainer.Train(
            _market.Engine, Feed, new RankTrainingOptions(), null, null, CancellationToken.None);
        Assert.Contains("no impressions", trained.Problem, StringComparison.Ordinal);
        Assert.Null(trained.Model);
    }

    [Theory]
    [InlineData("similar", 1000, 1, "nobody says what it showed")]
    [InlineData("feed", 10, 1, "1000 to 200000")]
    [InlineData("feed", 1000, 0, "longer than nothing")]
    public void BadOptions_AreRefusedPrecisely(string surface, int maxRows, int hours, string message)
    {
        RankTrainingOptions options = new() { MaxRows = maxRows, Window = Duration.FromHours(hours) };
        ArgumentException problem = Assert.Throws<ArgumentException>(() => RankTrainer.Train(
            _market.Engine, _market.Engine.Definition.FindSurface(surface)!, options, null, null,
            CancellationToken.None));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private SurfaceDefinition Feed => _market.Engine.Definition.FindSurface("feed")!;

    // Pages are an hour and more apart, so that what one was the cause of is over when the next comes.
    private async Task Shop(int pages, ulong seed, int from = 0, int items = 4)
    {
        SeededRandom random = new(seed);

        // An object that nobody has named yet could not be recommended, so that it gives no row.
        await _market.Submit(Enumerable.Range(0, 15).Select(i => _market.View(from, "s0", $"i{i}")));
        for (int page = 0; page < pages; page++)
        {
            int second = from + (page * 5000);
            string shopper = $"s{random.Next(12)}";
            string[] shown =
                [.. Enumerable.Range(0, 15).OrderBy(_ => random.NextUInt64()).Take(items).Select(i => $"i{i}")];
            float[][] live = LivePage.Read(_market, shopper, shown);
            string request = $"r{seed}-{page}";
            await _market.Submit(
                shown.Select((item, at) => _market.ShownBy(second, shopper, item, request, at + 1)));
            _pages.Add(request, (second, shopper, shown, live));
            List<string> events = [];
            foreach (string item in shown)
            {
                if (random.Next(3) == 0)
                {
                    int at = second + 60 + random.Next(2 * Hour / 2);
                    events.Add(_market.View(second + 30, shopper, item));
                    events.Add(_market.Buy(at, shopper, item, 5 + random.Next(20)));
                }
            }

            // In the order of time, as a log has them.
            foreach (string json in events.OrderBy(
                e => e[e.IndexOf("\"time\"", StringComparison.Ordinal)..], StringComparer.Ordinal))
            {
                await _market.Submit(json);
                if (json.Contains("\"buy\"", StringComparison.Ordinal))
                {
                    Note(json);
                }
            }
        }

        await _market.Submit(_market.View(from + (pages * 5000) + (2 * Hour), "s0", "i0"));
    }

    private void Note(string json)
    {
        var e = System.Text.Json.JsonDocument.Parse(json).RootElement;
        long time = e.GetProperty("time").GetDateTimeOffset().ToUnixTimeSeconds();
        _buys.Add(((int)(time - 1767225600), e.GetProperty("shopper").GetString()!, e.GetProperty("item").GetString()!,
            int.Parse(e.GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static int SecondOf(long microseconds) => (int)((microseconds / 1_000_000) - 1767225600);

    private RankRows Collect(
        out RowOrigin origin, out List<ShownRequest> requests, int maxRows = TrainingLimits.MaxRows) =>
        RankTrainer.Collect(
            _market.Engine, Feed, new RankTrainingOptions { Window = Duration.FromHours(1), MaxRows = maxRows }, null,
            CancellationToken.None, out origin, out requests, out _);
}
