using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Numerics;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Tests.Interactions;

public sealed class ContentRatesTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task A_new_object_is_thought_to_do_as_those_with_its_attributes_do()
    {
        // Impressions of category good are liked three times as often as those of category bad, and those of seller s0
        // half again as often as those of seller s1.
        SeededRandom random = new(4);
        List<string> events = [];
        double[] wanted = new double[4];
        for (int item = 0; item < 40; item++)
        {
            events.Add(Listed(item, $"i{item}"));
        }

        for (int i = 0; i < 12_000; i++)
        {
            int item = i % 40;
            events.Add(_market.Shown(60 + (i * 10), $"s{i % 500}", $"i{item}"));
            if (random.NextDouble() < ChanceOf(item))
            {
                events.Add(_market.View(65 + (i * 10), $"s{i % 500}", $"i{item}"));
            }
        }

        for (int kind = 0; kind < 4; kind++)
        {
            events.Add(Listed(kind, $"new{kind}", 130_000));
            wanted[kind] = ChanceOf(kind);
        }

        events.Add(_market.View(130_001, "s1", "plain"));
        await _market.Submit(events);

        double[] foretold = [.. Enumerable.Range(0, 4).Select(k => Foretold($"new{k}"))];
        for (int kind = 0; kind < 4; kind++)
        {
            Assert.InRange(foretold[kind] / wanted[kind], 0.8, 1.25);
        }

        double mean = wanted.Average();
        Assert.InRange(Foretold("plain") / mean, 0.9, 1.1);
        (double likes, double passes) = Belief("new0");
        Assert.Equal(foretold[0], likes / (likes + passes), 1e-9);
        (likes, passes) = Belief("i0");
        Assert.InRange(likes / (likes + passes), 0.75 * wanted[0], 1.25 * wanted[0]);
        Assert.True(likes > 50);
    }

    [Fact]
    public async Task Without_impressions_nothing_is_foretold_by_attributes()
    {
        List<string> events = [];
        for (int item = 0; item < 8; item++)
        {
            events.Add(Listed(item, $"i{item}"));
            for (int i = 0; item % 2 == 0 && i < 20; i++)
            {
                events.Add(_market.View(100 + i, $"s{i}", $"i{item}"));
            }
        }

        await _market.Submit(events);
        Assert.Equal(Foretold("i0"), Foretold("i1"));
    }

    private static double ChanceOf(int item) => (item % 2 == 0 ? 0.3 : 0.1) * (item / 2 % 2 == 0 ? 1.2 : 0.8);

    private string Listed(int kind, string item, int second = 0) => _market.Listed(
        second, item, string.Create(
            CultureInfo.InvariantCulture,
            $"\"category\":\"{(kind % 2 == 0 ? "good" : "bad")}\",\"seller\":\"s{kind / 2 % 2}\""));

    private double Foretold(string item) => _market.Read((fold, all) =>
    {
        SpaceState space = all.SpaceOf(fold.Definition.FindSurface("feed")!);
        return space.ForetoldLikings(in space.ReadObject(space.FindObject(Number(fold, item))));
    });

    private (double Likes, double Passes) Belief(string item) => _market.Read((fold, all) =>
    {
        SpaceState space = all.SpaceOf(fold.Definition.FindSurface("feed")!);
        return TrendRecall.Belief(space, in space.ReadObject(space.FindObject(Number(fold, item))));
    });

    private static uint Number(Fold fold, string item) => fold.Entities.Find(
        fold.Definition.FindKind("item")!.Index, Encoding.UTF8.GetBytes(item));
}
