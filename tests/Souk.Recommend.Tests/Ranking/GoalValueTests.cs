using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Souk.Recommend.Interactions;
using Souk.Recommend.Ranking;

namespace Souk.Recommend.Tests.Ranking;

public sealed class GoalValueTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task WherePricesForetellValues_WhatWasNeverSoldIsWorthByItsPrice()
    {
        // Everything sells at nine tenths of its price.
        await Sell(price => price * 9 / 10);
        Assert.Equal(900, Worth("i1000"), 6);
        Assert.Equal(9, Worth("i10"), 6);

        // What was sold once is still mostly its price; three such goals would count as much.
        Assert.Equal(((3 * 18) + 18) / 4.0, Worth("i20"), 6);
    }

    [Fact]
    public async Task WherePricesSayNothing_TheMeanStands()
    {
        await Sell(price => price % 70 > 30 ? 5 : 500);
        double mean = _market.Read((fold, p) =>
        {
            SpaceBlock all = p.SpaceOf(fold.Definition.FindSurface("feed")!).Totals;
            return all.ValueSum / all.Reached;
        });
        Assert.Equal(mean, Worth("i1000"), 9);
    }

    [Fact]
    public async Task ARestart_KeepsWhatForetellsValues()
    {
        await Sell(price => price * 9 / 10);
        _market.Reopen();
        Assert.Equal(900, Worth("i1000"), 6);
    }

    [Fact]
    public void Unexplained_IsTheShareOfTheSpreadThatRatiosHave()
    {
        Prop.ForAll<(byte, byte)[]>(pairs =>
        {
            (double Value, double Amount)[] all =
            [
                .. pairs.Select(p => (p.Item1 + 1.0, p.Item2 + 1.0)),
                .. Enumerable.Range(1, 25).Select(i => (i + 1.0, (i * 3) + 1.0)),
            ];
            ValueScale scale = default;
            foreach ((double value, double amount) in all)
            {
                scale.Add(value, amount);
            }

            double share = Variance([.. all.Select(p => Math.Log(p.Value / p.Amount))])
                / Variance([.. all.Select(p => Math.Log(p.Value))]);
            double found = scale.Unexplained();
            Assert.True(share > 0.5 ? found is 1 : Math.Abs(found - share) < 1e-6, $"{found} for {share}");
        }).QuickCheckThrowOnFailure();
    }

    private static double Variance(double[] values) =>
        values.Average(v => v * v) - (values.Average() * values.Average());

    // Forty items at prices from 10 to 400, each sold once, those at 10 and at 1,000 never.
    private async Task Sell(Func<int, int> amountOf)
    {
        List<string> events = [];
        int[] prices = [10, 1000, .. Enumerable.Range(2, 39).Select(i => i * 10)];
        for (int i = 0; i < prices.Length; i++)
        {
            events.Add(_market.Listed(i, $"i{prices[i]}", $$""" "category":"c","price":"{{prices[i]}}" """));
            if (i >= 2)
            {
                events.Add(_market.Buy(100_000 * i, $"s{i}", $"i{prices[i]}", amountOf(prices[i])));
            }
        }

        await _market.Submit(events);
    }

    private double Worth(string item) => _market.Read((fold, p) =>
    {
        SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
        uint number = fold.Entities.Find(fold.Definition.FindKind("item")!.Index, Encoding.UTF8.GetBytes(item));
        return GoalValue.Of(space, in space.ReadObject(space.FindObject(number)));
    });
}
