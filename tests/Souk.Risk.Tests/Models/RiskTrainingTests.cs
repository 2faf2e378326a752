using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;

namespace Souk.Risk.Tests.Models;

public sealed class RiskTrainingTests
{
    [Fact]
    public async Task Rows_AreWhatAModelAtTheEventSees_AndUnmaturedOnesAreLeftOut()
    {
        using RiskMarket market = new();
        await ModelHistory.Live(market, 0, 20);
        RiskTrainingRows rows = ModelHistory.Gather(market, ModelHistory.Options(RiskModelKind.Trees));
        Assert.InRange(rows.Immature, 700, 1_300);
        Assert.Equal(2_000, rows.Count + rows.Immature);
        Assert.InRange(rows.Bad, 20, 200);
        Assert.Equal(["A", "B", "C", "D", "E", "X"], rows.Columns[1].Categories!.Order());
        for (int r = 0; r < rows.Count; r++)
        {
            Assert.InRange(rows.Row(r)[0], 7, 70);
            Assert.Equal(rows.Amounts[r], rows.Row(r)[0], 1e-4);
            Assert.InRange(rows.Row(r)[2], 1, 10);
        }
    }

    [Fact]
    public async Task WhatComesAfterTheMomentOfTraining_ChangesNothing()
    {
        using RiskMarket calm = new();
        using RiskMarket wild = new();
        LogTime asOf = ModelHistory.At(40);
        await ModelHistory.Live(calm, 0, 38);
        await ModelHistory.Live(wild, 0, 38);
        await ModelHistory.Live(calm, 42, 5, isLabelled: _ => false);
        await ModelHistory.Live(wild, 42, 25, seed: 99);
        RiskTrainingOptions options = ModelHistory.Options(RiskModelKind.Trees) with { AsOf = asOf };
        RiskTrainingRows one = ModelHistory.Gather(calm, options);
        RiskTrainingRows other = ModelHistory.Gather(wild, options);
        Assert.Equal(one.Labels, other.Labels);
        Assert.Equal(RiskModelTrainer.Train(one, options).ToBytes(), RiskModelTrainer.Train(other, options).ToBytes());
    }

    [Fact]
    public async Task ADeclinedEventWithoutAnOutcome_IsLeftOut()
    {
        using RiskMarket market = new();
        await market.PutPolicy(ModelHistory.Policy.Replace(
            "rules:",
            "rules:\n      - { id: country, when: 'card.country == \"A\"', outcome: decline }",
            StringComparison.Ordinal));
        await ModelHistory.Live(market, 0, 20);
        RiskTrainingRows rows = ModelHistory.Gather(market, ModelHistory.Options(RiskModelKind.Trees));
        Assert.InRange(rows.Declined, 100, 300);
        int code = rows.Columns[1].Categories!.ToList().IndexOf("A");
        Assert.All(
            Enumerable.Range(0, rows.Count).Where(r => rows.Row(r)[1] == code), r => Assert.Equal(1, rows.Labels[r]));
    }

    [Theory]
    [InlineData(RiskModelKind.Trees)]
    [InlineData(RiskModelKind.Logistic)]
    [InlineData(RiskModelKind.Isolation)]
    [InlineData(RiskModelKind.Tail)]
    public async Task EveryKind_LearnsSavesAndReadsBackBitForBit(RiskModelKind kind)
    {
        using RiskMarket market = new();
        await ModelHistory.Live(market, 0, 40);
        RiskTrainingOptions options = ModelHistory.Options(kind);
        RiskTrainingRows rows = ModelHistory.Gather(market, options);
        RiskModel model = RiskModelTrainer.Train(rows, options);
        RiskModel read = RiskModel.Read(model.ToBytes());
        Assert.Equal(model.ToBytes(), read.ToBytes());
        for (int r = 0; r < rows.Count; r += 7)
        {
            Assert.Equal(model.Probability(rows.Row(r)), read.Probability(rows.Row(r)));
            Assert.InRange(model.Probability(rows.Row(r)), 0, 1);
        }

        bool learns = kind is RiskModelKind.Trees or RiskModelKind.Logistic;
        Assert.True(!learns || model.Metrics.Auc.Lower > 0.6, $"{model.Metrics}");
        Assert.True(!learns || model.Metrics.Saved.Value > 0, $"{model.Metrics}");
        Assert.NotEmpty(model.Reasons(rows.Row(0), 3));
    }

    [Fact]
    public async Task WhatCannotBeTrained_IsRefusedPrecisely()
    {
        using RiskMarket market = new();
        await ModelHistory.Live(market, 0, 12);
        RiskTrainingOptions options = ModelHistory.Options();
        Refuses("no checkpoint 'paymnt'; did you mean 'payment'?", options with { Checkpoint = "paymnt" });
        Refuses(
            "no outcome 'chargebak' of 'payment'; did you mean 'chargeback'?",
            options with { Outcomes = ["chargebak"] });
        Refuses("The column 'event.amout' is wrong", options with { Columns = ["event.amout"] });
        Refuses(
            "The column 'card.country' is a text; only trees read texts.", options with { Columns = ["card.country"] });
        Refuses("cannot read scores", options with { Columns = ["score(\"fraud\")"] });
        Refuses("more than 10 rows", options with { MaxRows = 10 });
        Refuses("validation share is 0.7", options with { ValidationShare = 0.7 });
        Refuses("too few", options with { From = ModelHistory.At(1) });

        void Refuses(string problem, RiskTrainingOptions wrong) => Assert.Contains(
            problem,
            Assert.Throws<ArgumentException>(() => ModelHistory.Train(market, wrong)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheCheapestThresholds_AreThoseOfAnExhaustiveSearch()
    {
        Random random = new(5);
        for (int run = 0; run < 30; run++)
        {
            int rows = 25;
            double[] probabilities = [.. Enumerable.Range(0, rows).Select(_ => Math.Round(random.NextDouble(), 1))];
            float[] labels = [.. probabilities.Select(p => random.NextDouble() < p ? 1f : 0f)];
            double[] amounts = [.. Enumerable.Range(0, rows).Select(_ => 10 + (90 * random.NextDouble()))];
            DecisionCosts costs = new(1, random.NextDouble(), 8 * random.NextDouble());
            double best = double.PositiveInfinity;
            for (int review = 0; review <= 12; review++)
            {
                for (int decline = review; decline <= 12; decline++)
                {
                    best = Math.Min(best, Cost(new ModelThresholds((review / 10.0) - 0.05, (decline / 10.0) - 0.05)));
                }
            }

            Assert.Equal(best, Cost(ModelThresholds.Cheapest(probabilities, labels, amounts, costs)), 1e-9);

            double Cost(ModelThresholds thresholds) => Enumerable.Range(0, rows)
                .Sum(r => costs.Of(labels[r] > 0, amounts[r], probabilities[r], thresholds));
        }
    }
}
