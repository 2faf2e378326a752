using Souk.Learning.Data;
using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;
using Souk.Learning.Patterns;

namespace Souk.Learning.Tests.Patterns;

public sealed class PatternTests
{
    [Fact]
    public void FindShares_APlantedCombination_IsFoundFirst_AndNotItsParts()
    {
        FeatureTable reference = Rows(1, 8_000, plant: 0, out _);
        FeatureTable recent = Rows(2, 4_000, plant: 160, out _, from: 40);
        IReadOnlyList<ContrastPattern> found = ContrastMiner.FindShares(reference, recent);
        ContrastPattern first = found[0];
        Assert.Contains(first.Conditions, c => c is { Name: "country", Kind: ConditionKind.Equals, Value: 3 });
        Assert.Contains(first.Conditions, c => c is { Name: "amount", Kind: ConditionKind.AtLeast });
        Assert.True(first.Ratio > 3);
        Assert.DoesNotContain(found, p => p.Conditions.Count == 1 && p.Conditions[0].Name == "noise");
    }

    [Fact]
    public void FindShares_WithNothingNew_FindsNothing_NearlyAlways()
    {
        int runsWithFindings = 0;
        for (int run = 0; run < 40; run++)
        {
            FeatureTable reference = Rows((ulong)(100 + run), 3_000, plant: 0, out _);
            FeatureTable recent = Rows((ulong)(900 + run), 1_500, plant: 0, out _);
            runsWithFindings += ContrastMiner.FindShares(reference, recent).Count > 0 ? 1 : 0;
        }

        // 40 runs at 5 % have more than 6 with probability .01.
        Assert.InRange(runsWithFindings, 0, 6);
    }

    [Fact]
    public void FindShares_WhatHasGrownAllAlong_IsNotNew_ButAJumpIs()
    {
        // A tenth of the rows more from quarter to quarter, and the same again in the recent span; country 5 comes once.
        FeatureTable reference = Growing(11, 8_000, r => r * 4 / 8_000 * 0.1);
        FeatureTable recent = Growing(12, 2_000, _ => 0.4, jumps: true);
        bool[] latest = [.. Enumerable.Range(0, 8_000).Select(r => r >= 6_000)];
        static bool Grows(ContrastPattern p) => p.Conditions.Any(c => c.Name == "grown");
        Assert.Contains(ContrastMiner.FindShares(reference, recent), Grows);
        IReadOnlyList<ContrastPattern> found = ContrastMiner.FindShares(reference, recent, latest);
        Assert.DoesNotContain(found, p => p.Conditions.Count == 1 && Grows(p));
        Assert.Contains(found[0].Conditions, c => c is { Name: "country", Kind: ConditionKind.Equals, Value: 5 });
    }

    [Fact]
    public void FindBadRates_ACategoryThatTurnedBad_IsFound()
    {
        FeatureTable reference = Rows(3, 6_000, plant: 0, out _);
        FeatureTable recent = Rows(4, 3_000, plant: 0, out _);
        bool[] before = Bad(reference, 21, turned: false);
        bool[] after = Bad(recent, 22, turned: true);
        IReadOnlyList<ContrastPattern> found = ContrastMiner.FindBadRates(reference, before, recent, after);
        Assert.Contains(found[0].Conditions, c => c is { Name: "country", Value: 2 });
        Assert.Equal(ContrastKind.BadRate, found[0].Kind);
        Assert.True(found[0].Probability < 1e-6);
    }

    [Fact]
    public void Learn_APlantedRule_IsFoundAndHoldsLater()
    {
        FeatureTable rows = Rows(5, 9_000, plant: 200, out bool[] planted);
        FeatureTable later = Rows(6, 4_000, plant: 90, out bool[] laterPlanted);
        IReadOnlyList<LearnedRule> rules = RuleLearner.Learn(rows, planted, later, laterPlanted);
        LearnedRule best = rules[0];
        Assert.Contains(best.Conditions, c => c is { Name: "country", Value: 3 });
        Assert.Contains(best.Conditions, c => c.Name == "amount");
        Assert.InRange(best.LaterPrecision.Value, 0.8, 1);
        Assert.True(best.LaterBadHits >= 0.85 * laterPlanted.Count(p => p));
    }

    [Fact]
    public void Learn_FromLabelsThatMeanNothing_GivesNothingThatHolds()
    {
        FeatureTable rows = Rows(7, 5_000, plant: 0, out _);
        FeatureTable later = Rows(8, 3_000, plant: 0, out _);
        SeededRandom random = new(9);
        bool[] bad = [.. Enumerable.Range(0, rows.Rows).Select(_ => random.NextDouble() < 0.05)];
        bool[] laterBad = [.. Enumerable.Range(0, later.Rows).Select(_ => random.NextDouble() < 0.05)];
        Assert.DoesNotContain(RuleLearner.Learn(rows, bad, later, laterBad), r => r.LaterPrecision.Lower > 0.2);
    }

    [Fact]
    public void Learn_IsTheSameEachTime()
    {
        FeatureTable rows = Rows(5, 3_000, plant: 90, out bool[] bad);
        string[] first = [.. RuleLearner.Learn(rows, bad, rows, bad).Select(r => r.ToString())];
        Assert.Equal(first, RuleLearner.Learn(rows, bad, rows, bad).Select(r => r.ToString()));
        Assert.NotEmpty(first);
    }

    [Fact]
    public void Learn_WrongNumberOfLabels_IsRefused()
    {
        FeatureTable rows = Rows(5, 100, plant: 0, out _);
        Assert.Contains("3 labels for 100 rows", Assert.Throws<ArgumentException>(
            () => RuleLearner.Learn(rows, new bool[3], rows, new bool[100])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(90, 100, 0.8256, 0.9448)]
    public void Wilson_EqualsPublishedIntervals(int hits, int trials, double lower, double upper)
    {
        Estimate estimate = Proportion.Wilson(hits, trials);
        Assert.Equal(lower, estimate.Lower, 1e-4);
        Assert.Equal(upper, estimate.Upper, 1e-4);
    }

    [Fact]
    public void FalseDiscovery_EqualsTheExampleOfThePaper()
    {
        // Benjamini & Hochberg, 1995, section 3.2: fifteen p-values, four pass at .05.
        double[] p =
            [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1];
        Assert.Equal(.0095, FalseDiscovery.Threshold(p, 0.05, p.Length));
        Assert.Equal(0, FalseDiscovery.Threshold([.4, .5], 0.05, 2));
    }

    private static FeatureTable Growing(ulong seed, int count, Func<int, double> share, bool jumps = false)
    {
        SeededRandom random = new(seed);
        int[] countries = new int[count];
        int[] grown = new int[count];
        for (int i = 0; i < count; i++)
        {
            countries[i] = jumps && random.Next(20) == 0 ? 5 : random.Next(5);
            grown[i] = random.NextDouble() < share(i) ? 1 : 0;
        }

        return new FeatureTable(
            [FeatureColumn.Categorical("country", countries, 6), FeatureColumn.Categorical("grown", grown, 2)]);
    }

    private static bool[] Bad(FeatureTable table, ulong seed, bool turned)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, table.Rows).Select(row =>
            random.NextDouble() < (turned && table.Columns[0].Codes[row] == 2 ? 0.2 : 0.03))];
    }

    // Eight countries, amounts of a log-normal shape, noise; what is planted comes from one country in large amounts.
    private static FeatureTable Rows(
        ulong seed, int count, int plant, out bool[] planted, float from = 80)
    {
        SeededRandom random = new(seed);
        int[] countries = new int[count];
        float[] amounts = new float[count];
        float[] noise = new float[count];
        planted = new bool[count];
        for (int i = 0; i < count; i++)
        {
            planted[i] = random.Next(count) < plant;
            countries[i] = planted[i] ? 3 : random.Next(8);
            amounts[i] = planted[i]
                ? from * (1 + (0.5f * random.NextSingle()))
                : MathF.Exp(3 + (float)(0.6 * random.NextGaussian()));
            noise[i] = random.Next(20) == 0 ? float.NaN : random.NextSingle();
        }

        return new FeatureTable(
        [
            FeatureColumn.Categorical("country", countries, 8),
            FeatureColumn.Numeric("amount", amounts),
            FeatureColumn.Numeric("noise", noise),
        ]);
    }
}
