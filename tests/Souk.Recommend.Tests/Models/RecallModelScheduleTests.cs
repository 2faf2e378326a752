using Souk.Core.Definition;
using Souk.Recommend.Models;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Tests.Models;

public sealed class RecallModelScheduleTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task AFactorModel_IsTrainedInTheBackground_AndServesThoseWhoCameAfter()
    {
        // Two tastes that never meet, in sessions too far apart for pairs to be counted.
        List<string> events = [];
        for (int i = 0; i < 400; i++)
        {
            int shopper = i % 40;
            int taste = shopper % 2;
            events.Add(_market.View(i * 5_000, $"s{shopper}", $"t{taste}i{(i / 40 * 3 + shopper / 2) % 10}"));
        }

        await _market.Submit(events);
        _market.Ask("feed", "s0");
        await _market.Recommender.RecallModels.Training;
        Assert.NotNull(_market.Recommender.Models.RecallOf("feed", RecallSource.Factors));
        await _market.Submit(_market.View(2_100_000, "late", "t1i0"), _market.View(2_200_000, "late", "t1i3"));
        string[] byFactors =
        [
            .. _market.Ask("feed", "late", 20).Items
                .SelectMany(i => i.Sources.Where(s => s.Source == RecallSource.Factors).Select(s => (i.Id, s.Rank)))
                .OrderBy(i => i.Rank).Take(5).Select(i => i.Id),
        ];
        Assert.NotEmpty(byFactors);
        Assert.All(byFactors, id => Assert.StartsWith("t1", id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RecallSource.Embeddings)]
    [InlineData(RecallSource.Towers)]
    public async Task ATrainedSource_GivesWhatIsOfTheSubjectsTaste(RecallSource source)
    {
        string name = source.ToString().ToLowerInvariant();
        using Market market = new(Market.Text.Replace(", factors,", $", {name},", StringComparison.Ordinal));
        List<string> events = [];
        for (int i = 0; i < 20; i++)
        {
            string category = $"kind{i % 2}";
            events.Add(market.Listed(0, $"t{i % 2}i{i / 2}", $$""" "category":"{{category}}" """));
        }

        for (int i = 0; i < 800; i++)
        {
            int shopper = i % 40;
            events.Add(market.View(i * 5_000, $"s{shopper}", $"t{shopper % 2}i{(i / 40 * 4 + shopper / 2) % 9}"));
        }

        await market.Submit(events);
        market.Ask("feed", "s0");
        await market.Recommender.RecallModels.Training;
        Assert.Equal(source, market.Recommender.Models.RecallOf("feed", source)!.Source);
        await market.Submit(market.View(4_100_000, "late", "t1i0"), market.View(4_200_000, "late", "t1i3"));
        Recommendation[] found =
        [
            .. market.Ask("feed", "late", 20).Items.Where(i => i.Sources.Any(s => s.Source == source)),
        ];
        string[] best =
        [
            .. found.OrderBy(i => i.Sources.Single(s => s.Source == source).Rank).Take(5).Select(i => i.Id),
        ];
        Assert.Equal(5, best.Length);
        Assert.All(best, id => Assert.StartsWith("t1", id, StringComparison.Ordinal));

        // What nobody ever liked is placed by its category alone, and only by the towers.
        bool findsUnliked = market.Recommender.Models.RecallOf("feed", source)!
            .Best([("t1i0", 1), ("t1i3", 1)]).Take(12).Any(b => b.Id == "t1i9");
        Assert.Equal(source == RecallSource.Towers, findsUnliked);
    }

    [Theory]
    [InlineData(RecallSource.Factors)]
    [InlineData(RecallSource.Embeddings)]
    [InlineData(RecallSource.Towers)]
    public async Task AModel_IsTheSameAfterSaveAndLoad(RecallSource source)
    {
        await _market.Submit(Enumerable.Range(0, 120).Select(i => _market.View(i, $"s{i % 12}", $"i{i % 11}")));
        RecallModel trained = RecallModelTrainer.Train(
            _market.Engine, _market.Engine.Definition.FindSurface("feed")!, source)!;
        using MemoryStream file = new();
        trained.Save(file);
        file.Position = 0;
        RecallModel loaded = RecallModel.Load(file, source);
        Assert.Equal(trained.Likings, loaded.Likings);
        Assert.Equal(trained.Best([("i1", 1), ("i4", 1)]), loaded.Best([("i1", 1), ("i4", 1)]));
        Assert.Empty(loaded.Best([("unknown", 1)]));
    }

    [Fact]
    public async Task ARestart_ServesTheModelOfTheFile_AndTrainsNoneAnew()
    {
        await Train();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_market.Engine.Folder, "models")));
        Assert.Equal("feed.shopper.item.factors", Path.GetFileName(file));
        _market.Reopen();
        RecallModel loaded = _market.Recommender.Models.RecallOf("feed", RecallSource.Factors)!;
        Assert.Equal(120, loaded.Likings);
        _market.Ask("feed", "s1");
        await _market.Recommender.RecallModels.Training;
        Assert.Same(loaded, _market.Recommender.Models.RecallOf("feed", RecallSource.Factors));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.99)]
    public async Task ADamagedFile_IsLetGo_AndTheModelTrainedAnew(double place)
    {
        await Train();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(_market.Engine.Folder, "models")));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(place * bytes.Length)] ^= 1;
        File.WriteAllBytes(file, bytes);
        _market.Reopen();
        Assert.Null(_market.Recommender.Models.RecallOf("feed", RecallSource.Factors));
        Assert.False(File.Exists(file));
        _market.Ask("feed", "s1");
        await _market.Recommender.RecallModels.Training;
        Assert.NotNull(_market.Recommender.Models.RecallOf("feed", RecallSource.Factors));
        Assert.True(File.Exists(file));
    }

    private async Task Train()
    {
        await _market.Submit(Enumerable.Range(0, 120).Select(i => _market.View(i, $"s{i % 12}", $"i{i % 11}")));
        _market.Ask("feed", "s1");
        await _market.Recommender.RecallModels.Training;
    }
}
