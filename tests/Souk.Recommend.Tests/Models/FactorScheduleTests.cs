using Souk.Core.Definition;
using Souk.Recommend.Models;

namespace Souk.Recommend.Tests.Models;

public sealed class FactorScheduleTests : IDisposable
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
        await _market.Recommender.Factors.Training;
        Assert.NotNull(_market.Recommender.Models.FactorsOf("feed"));
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

    [Fact]
    public async Task AModel_IsTheSameAfterSaveAndLoad()
    {
        await _market.Submit(Enumerable.Range(0, 120).Select(i => _market.View(i, $"s{i % 12}", $"i{i % 11}")));
        FactorIndex trained = FactorTrainer.Train(_market.Engine, _market.Engine.Definition.FindSurface("feed")!)!;
        using MemoryStream file = new();
        trained.Save(file);
        file.Position = 0;
        FactorIndex loaded = FactorIndex.Load(file);
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
        FactorIndex loaded = _market.Recommender.Models.FactorsOf("feed")!;
        Assert.Equal(120, loaded.Likings);
        _market.Ask("feed", "s1");
        await _market.Recommender.Factors.Training;
        Assert.Same(loaded, _market.Recommender.Models.FactorsOf("feed"));
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
        Assert.Null(_market.Recommender.Models.FactorsOf("feed"));
        Assert.False(File.Exists(file));
        _market.Ask("feed", "s1");
        await _market.Recommender.Factors.Training;
        Assert.NotNull(_market.Recommender.Models.FactorsOf("feed"));
        Assert.True(File.Exists(file));
    }

    private async Task Train()
    {
        await _market.Submit(Enumerable.Range(0, 120).Select(i => _market.View(i, $"s{i % 12}", $"i{i % 11}")));
        _market.Ask("feed", "s1");
        await _market.Recommender.Factors.Training;
    }
}
