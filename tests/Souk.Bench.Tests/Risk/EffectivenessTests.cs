using Souk.Bench.Foundation;
using Souk.Bench.Risk;
using Souk.Simulation;

namespace Souk.Bench.Tests.Risk;

public sealed class EffectivenessTests
{
    private static readonly SimulationOptions _small =
        new() { Seed = 3, Shoppers = 1_200, Days = 22, Abuse = 8, NewPatternDay = -1 };

    [Fact]
    public void NoColumnGivesAbuseAway_AndTogetherTheyTellOfIt()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using SimulatedAbuse market = new(_small, withRings: false, cancellation);
        EffectivenessResult result = new();
        int audited = 0;
        foreach (AbuseTable table in AbuseTable.Read(market, AbuseKinds.Checkpoints, cancellation))
        {
            foreach ((AbusePattern pattern, _) in AbuseKinds.All.Where(k => k.Checkpoint == table.Checkpoint))
            {
                // Of few attacks, columns tell which items they were on, by chance; the benchmark has enough of all.
                if (table.Rows.Where(r => r.Pattern == pattern).Select(r => r.Campaign).Distinct().Count() < 10)
                {
                    continue;
                }

                audited++;
                (string column, double auc) = ColumnAudit.Run(table, pattern)[0];
                Assert.True(
                    auc is > 0.5 and < 0.97, $"{pattern} at {table.Checkpoint}: {column} alone has AUC {auc:F3}");
            }

            EffectivenessBenchmark.Measure(table, market, result, cancellation);
        }

        Assert.True(audited >= 3, $"{audited} kinds have attacks enough");
        StringWriter output = new();
        EffectivenessBenchmark.Write(result, output);
        Assert.Contains("| AccountTakeover | payment | both with links |", output.ToString(), StringComparison.Ordinal);
        double[] together = [.. result.Kinds.Where(k => k.Way == "both with links")
            .Select(k => result.Of(k, f => f.Recall).Value)];
        Assert.Equal(AbuseKinds.All.Length, together.Length);
        Assert.True(together.Average() is > 0.2 and < 0.98, output.ToString());
        Assert.All(result.Checkpoints.Where(c => c.Way != EffectivenessBenchmark.Shipped), c => Assert.True(
            result.Money(c.Checkpoint, c.Way).Rate.Value <= 0.011, $"{c} stops more good events than asked for"));
    }

    [Fact]
    public void ANewPattern_IsSurfacedWithinADay_AndBecomesARuleThatHoldsLater()
    {
        StringWriter output = new();
        List<SpeedFigure> figures = NewPatternBenchmark.Run(
            [_small with { Days = 16, NewPatternDay = 10 }], maxRows: 4_000, output,
            TestContext.Current.CancellationToken);
        Assert.Equal(1, figures[0].Ours);
        Assert.True(figures[1].Ours >= 0.8, output.ToString());
    }
}
