using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Statistics;
using Souk.Learning.Numerics;
using Souk.Log;

namespace Souk.Experiments.Tests.Statistics;

/// <summary>Simulated experiments that somebody looks at again and again.</summary>
public sealed class ErrorRateTests
{
    private const int Experiments = 600;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnExperimentWithoutAnEffect_RarelyEndsWithOne_HoweverOftenItIsLookedAt(bool isMoney)
    {
        int alarms = 0;
        for (int i = 0; i < Experiments; i++)
        {
            alarms += EverDecided(seed: (ulong)i + 1, effect: 0, units: 20_000, isMoney) ? 1 : 0;
        }

        // At most 5 % is promised; 600 runs at exactly 5 % stay below 46 with probability .997.
        Assert.InRange(alarms, 0, 46);
    }

    [Fact]
    public void AnEffectOfThePlannedSize_IsFound_WithAtLeastThePromisedPower()
    {
        const double Rate = 0.1;
        const double Effect = 0.02;
        long units = ConfidenceSequence.RequiredUnits(Rate * (1 - Rate), Effect, alpha: 0.05, power: 0.8);
        int found = 0;
        const int Runs = 300;
        for (int i = 0; i < Runs; i++)
        {
            found += EverDecided(seed: (ulong)i + 1, Effect, (int)units, isMoney: false) ? 1 : 0;
        }

        // 300 runs at exactly 80 % are above 219 with probability .998.
        Assert.InRange(found, 219, Runs);
    }

    [Fact]
    public void Cuped_ShrinksTheInterval_AndLeavesTheEffect()
    {
        SeededRandom random = new(3);
        SampleMoments[] plain = new SampleMoments[2];
        SampleMoments[] adjusted = new SampleMoments[2];
        for (int i = 0; i < 20_000; i++)
        {
            double taste = random.NextGaussian();
            int variant = random.Next(2);
            long y = (long)(10_000 * ((2 * taste) + random.NextGaussian() + (variant * 0.1)));
            plain[variant].Add(0, 0);
            plain[variant].Replace(0, y, 0);
            adjusted[variant].Add(0, (long)(10_000 * taste));
            adjusted[variant].Replace(0, y, (long)(10_000 * taste));
        }

        MetricResult without = Result(plain);
        MetricResult with = Result(adjusted);
        Assert.Equal(1, without.VarianceKept);
        Assert.InRange(with.VarianceKept, 0.19, 0.21);
        Assert.InRange((with.Upper - with.Lower) / (without.Upper - without.Lower), 0.4, 0.5);
        Assert.InRange(with.Difference, 0.1 - 0.05, 0.1 + 0.05);
        Assert.Equal(MetricVerdict.Better, with.Verdict);
    }

    [Theory]
    [InlineData(3.841459, 1, 0.05)]
    [InlineData(5.991465, 2, 0.05)]
    [InlineData(18.307038, 10, 0.05)]
    [InlineData(6.634897, 1, 0.01)]
    [InlineData(0.0039321, 1, 0.95)]
    public void ChiSquared_EqualsThePublishedTable(double x, int degrees, double tail) =>
        Assert.Equal(tail, ChiSquared.UpperTail(x, degrees), 1e-6);

    [Fact]
    public void SampleRatio_FindsALoss_AndLetsChancePass()
    {
        Assert.True(SampleRatio.Probability([50_000, 48_500], [1, 1]) < SampleRatio.AlarmBelow);
        Assert.True(SampleRatio.Probability([50_000, 49_700], [1, 1]) > 0.05);
        Assert.True(SampleRatio.Probability([10_000, 20_000], [1, 2]) > 0.99);
        Assert.Equal(1, SampleRatio.Probability([0, 0], [1, 1]));
    }

    [Fact]
    public void Guardrail_ThatIsCrossed_IsBreached()
    {
        SampleMoments[] moments = new SampleMoments[2];
        for (int i = 0; i < 20_000; i++)
        {
            int variant = i % 2;
            long y = i % 10 < (variant == 0 ? 6 : 4) ? 10_000 : 0;
            moments[variant].Add(0, 0);
            moments[variant].Replace(0, y, 0);
        }

        Assert.Equal(MetricVerdict.Breached, Result(moments, maxHarm: 0.05).Verdict);
        Assert.Equal(MetricVerdict.Worse, Result(moments, maxHarm: 0.9).Verdict);
        Assert.Equal(MetricVerdict.Worse, Result(moments).Verdict);
    }

    private static bool EverDecided(ulong seed, double effect, int units, bool isMoney)
    {
        SeededRandom random = new(seed);
        SampleMoments[] moments = new SampleMoments[2];
        for (int i = 1; i <= units; i++)
        {
            int variant = random.Next(2);
            bool converts = random.NextDouble() < 0.1 + (variant * effect);
            long y = !converts ? 0 : isMoney ? (long)(10_000 * Math.Exp(3 + random.NextGaussian())) : 10_000;
            moments[variant].Add(0, 0);
            moments[variant].Replace(0, y, 0);
            if (i % 200 == 0 && Result(moments, plannedUnits: units).Verdict != MetricVerdict.Open)
            {
                return true;
            }
        }

        return false;
    }

    private static MetricResult Result(SampleMoments[] moments, double? maxHarm = null, long plannedUnits = 20_000)
    {
        ExperimentPlan plan = ExperimentPlanReader.Read(
            """
            {"name":"x","unit":"shopper","variants":[{"name":"a"},{"name":"b"}],
             "metrics":[{"name":"m","event":"click","kind":"any"}]}
            """u8, ExperimentMarket.Definition, out _)! with
        { PlannedUnits = plannedUnits };
        plan = plan with { Metrics = [plan.Metrics[0] with { MaxHarm = maxHarm }] };
        ExperimentReport report = ExperimentReport.Of(new ExperimentSums
        {
            Name = "x",
            Plan = plan,
            Fault = null,
            StartedAt = new LogTime(0),
            StoppedAt = null,
            Crossovers = 0,
            UnknownVariants = 0,
            Moments = moments,
        });
        return report.Variants[1].Metrics[0];
    }
}
