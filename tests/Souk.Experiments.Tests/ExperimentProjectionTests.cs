using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Statistics;

namespace Souk.Experiments.Tests;

public sealed class ExperimentProjectionTests : IDisposable
{
    private readonly ExperimentMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task Events_CountAfterTheExposureOnly_AndWithinTheSpan()
    {
        await _market.StartPlan();
        await _market.Submit(
            Click(1, "ann", 5),
            Exposure(10, "ann", "old"),
            Click(11, "ann", 2.5),
            Click(12, "bob", 7),
            Click(5000, "ann", 1));
        ExperimentSums sums = _market.Read(p => p.SumsOf("ranker"))!;
        Assert.Equal(1, sums.Moments[0].Count);
        Assert.Equal(1, sums.Moments[0].Mean);
        Assert.Equal(1, sums.Moments[0].CovariateMean);
        Assert.Equal(3.5, sums.Moments[1].Mean);
        Assert.Equal(1, sums.Moments[2].Mean);
        Assert.Equal(0, sums.Moments[3].Count);
    }

    [Fact]
    public async Task Sums_EqualANaiveCount_OverARandomStream_AlsoAfterARestart()
    {
        Random random = new(11);
        await _market.StartPlan();
        Dictionary<string, (int Variant, int At)> exposed = [];
        Dictionary<string, (long Clicks, double Weight, long Before)> seen = [];
        List<string> events = [];
        for (int i = 0; i < 4_000; i++)
        {
            string shopper = $"s{random.Next(300)}";
            seen.TryAdd(shopper, default);
            if (random.Next(8) == 0)
            {
                string variant = random.Next(2) == 0 ? "old" : "new";
                events.Add(Exposure(i * 3, shopper, variant));
                if (exposed.TryAdd(shopper, (variant == "old" ? 0 : 1, i * 3)))
                {
                    seen[shopper] = (0, 0, seen[shopper].Before);
                }

                continue;
            }

            double weight = Math.Round(random.NextDouble() * 9, 3);
            events.Add(Click(i * 3, shopper, weight));
            (long clicks, double sum, long before) = seen[shopper];
            if (!exposed.TryGetValue(shopper, out (int Variant, int At) of))
            {
                seen[shopper] = (clicks, sum, before + 1);
            }
            else
            {
                seen[shopper] = (clicks + ((i * 3) - of.At <= 3600 ? 1 : 0), sum + weight, before);
            }
        }

        await _market.Submit(events.Take(2_500));
        _market.Reopen();
        await _market.Submit(events.Skip(2_500));
        ExperimentSums sums = _market.Read(p => p.SumsOf("ranker"))!;
        for (int v = 0; v < 2; v++)
        {
            string[] units = [.. exposed.Where(e => e.Value.Variant == v).Select(e => e.Key)];
            SampleMoments clicks = sums.Moments[v * 3];
            Assert.Equal(units.Length, clicks.Count);
            double[] y = [.. units.Select(u => (double)seen[u].Clicks)];
            double[] x = [.. units.Select(u => (double)seen[u].Before)];
            Assert.Equal(y.Average(), clicks.Mean, 1e-9);
            Assert.Equal(x.Average(), clicks.CovariateMean, 1e-9);
            Assert.Equal(Covariance(y, y), clicks.Variance, 1e-9);
            Assert.Equal(Covariance(x, y), clicks.Covariance, 1e-9);
            Assert.Equal(units.Average(u => seen[u].Weight), sums.Moments[(v * 3) + 1].Mean, 1e-9);
        }

        Assert.True(sums.Crossovers > 0);
    }

    [Fact]
    public async Task Stop_KeepsTheResult_AndFreesTheUnits()
    {
        await _market.StartPlan();
        await _market.Submit(Enumerable.Range(0, 500).Select(i => Exposure(i, $"s{i}", "new")));
        await _market.Engine.DirectAsync(ExperimentProjection.StopDirective, "ranker"u8.ToArray());
        long full = _market.Read(p => p.Arena.AllocatedBytes);
        await _market.Submit(Enumerable.Range(0, 20).Select(i => Click(1000 + i, $"s{i}", 1)));
        ExperimentSums sums = _market.Read(p => p.SumsOf("ranker"))!;
        Assert.NotNull(sums.StoppedAt);
        Assert.Equal(500, sums.Moments[3].Count);
        Assert.Equal(0, sums.Moments[3].Mean);
        Assert.True(_market.Read(p => p.Arena.AllocatedBytes) < full - (499 * 80));
        Assert.Contains("stopped already", _market.Read(p => p.WhyNotStop("ranker")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exposure_ToAnUnknownVariant_IsCountedApart()
    {
        await _market.StartPlan();
        await _market.Submit(Exposure(1, "ann", "newest"), Exposure(2, "bob", "new"));
        ExperimentSums sums = _market.Read(p => p.SumsOf("ranker"))!;
        Assert.Equal(1, sums.UnknownVariants);
        Assert.Equal(1, sums.Moments[3].Count);
    }

    [Fact]
    public async Task Assign_IsStable_ByWeight_AndExclusiveWithinALayer()
    {
        await _market.StartPlan(Named("a", 0.5));
        await _market.StartPlan(Named("b", 0.5));
        byte[] third = System.Text.Encoding.UTF8.GetBytes(Named("c", 0.1));
        Assert.Contains("no room", _market.Read(p => p.WhyNotStart(third)), StringComparison.Ordinal);
        int inA = 0;
        int inNew = 0;
        const int Units = 20_000;
        for (int i = 0; i < Units; i++)
        {
            IReadOnlyList<Assigned> assigned = _market.Read(p => p.Assign("shopper", $"s{i}"));
            Assigned one = Assert.Single(assigned);
            inA += one.Experiment == "a" ? 1 : 0;
            inNew += one.Variant == "new" ? 1 : 0;
        }

        // Five standard deviations of a binomial.
        Assert.InRange(inA, (Units / 2) - 354, (Units / 2) + 354);
        Assert.InRange(inNew, (Units * 2 / 3) - 334, (Units * 2 / 3) + 334);
        IReadOnlyList<Assigned> before = _market.Read(p => p.Assign("shopper", "ann"));
        _market.Reopen();
        Assert.Equal(before, _market.Read(p => p.Assign("shopper", "ann")));
    }

    [Theory]
    [InlineData("[]", "body: must be an object")]
    [InlineData("{", "body: is no JSON (line 1, byte 2)")]
    [InlineData("""{"unit":"shopper"}""", "name: is missing; a text is needed")]
    [InlineData("""{"name":"x","unit":"cat"}""", "unit: 'cat' is no entity kind; kinds are shopper, creator")]
    [InlineData("""{"name":"x","unit":"shopper","size":3}""", "size: is not known; known are name, unit, layer")]
    [InlineData("""{"name":"x","unit":"shopper","share":2}""", "share: must be a number above 0 and at most 1")]
    [InlineData(
        """{"name":"x","unit":"shopper","variants":[{"name":"a"}]}""", "variants: must be a list of 2 to 8 objects")]
    [InlineData(
        """{"name":"x","unit":"shopper","variants":[{"name":"a"},{"name":"a"}]}""",
        "variants[1].name: 'a' is the name of an earlier variant")]
    [InlineData(
        """{"name":"x","unit":"shopper","variants":[{"name":"a"},{"name":"b","weight":0}]}""",
        "variants[1].weight: must be a number above 0")]
    [InlineData(
        """{"name":"x","unit":"creator","metrics":[{"name":"m","event":"click","kind":"any"}]}""",
        "metrics[0].unit_field: events 'click' name no creator")]
    [InlineData(
        """{"name":"x","unit":"shopper","metrics":[{"name":"m","event":"order","kind":"any"}]}""",
        "metrics[0].unit_field: must be one of shopper, giver")]
    [InlineData(
        """{"name":"x","unit":"shopper","metrics":[{"name":"m","event":"click","kind":"sum","value":"shopper"}]}""",
        "metrics[0].value: 'shopper' is no number of events 'click'; numbers are weight")]
    [InlineData(
        """{"name":"x","unit":"shopper","metrics":[{"name":"m","event":"click","kind":"most"}]}""",
        "metrics[0].kind: 'most' is none of any, count, sum")]
    [InlineData(
        """{"name":"x","unit":"shopper","metrics":[{"name":"m","event":"click","kind":"any","within":"soon"}]}""",
        "metrics[0].within: 'soon' is no time span")]
    [InlineData(
        """{"name":"x","unit":"creator","metrics":[{"name":"m","event":"click","kind":"any","covariate":"buyer.clicks.30d"}]}""",
        "metrics[0].covariate: 'buyer.clicks.30d' must be a number that is kept for a creator alone")]
    public void Read_ABadPlan_SaysWhatIsWrongAndWhere(string json, string expected)
    {
        ExperimentPlan? plan = ExperimentPlanReader.Read(
            System.Text.Encoding.UTF8.GetBytes(json), ExperimentMarket.Definition, out IReadOnlyList<string> errors);
        Assert.Null(plan);
        Assert.Contains(errors, e => e.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_TwiceUnderOneName_IsRefused()
    {
        await _market.StartPlan();
        byte[] plan = System.Text.Encoding.UTF8.GetBytes(ExperimentMarket.Plan);
        Assert.Contains("names are used once", _market.Read(p => p.WhyNotStart(plan)), StringComparison.Ordinal);
    }

    private static string Named(string name, double share) => ExperimentMarket.Plan
        .Replace("\"name\":\"ranker\"", FormattableString.Invariant($"\"name\":\"{name}\",\"share\":{share}"),
            StringComparison.Ordinal);

    private static double Covariance(double[] a, double[] b)
    {
        double meanA = a.Average();
        double meanB = b.Average();
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
    }

    private string Exposure(int second, string shopper, string variant) =>
        _market.Event(
            second, "exposure", $"\"shopper\":\"{shopper}\",\"experiment\":\"ranker\",\"variant\":\"{variant}\"");

    private string Click(int second, string shopper, double weight) =>
        _market.Event(second, "click", FormattableString.Invariant($"\"shopper\":\"{shopper}\",\"weight\":{weight}"));
}
