using Souk.Learning.CustomerValue;
using Souk.Learning.Numerics;

namespace Souk.Learning.Tests.CustomerValue;

public sealed class PurchaseModelTests
{
    private static readonly PurchaseHistory Published = new(2, 30.43, 38.86);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void BetaGeometric_expectation_equals_the_published_example() =>
        Assert.Equal(1.226, new BetaGeometricModel(0.243, 4.414, 0.793, 2.426).ExpectedPurchases(Published, 39), 1e-3);

    [Theory]
    [InlineData(0.1429, 0.0078)]
    [InlineData(1, 0.0532)]
    [InlineData(3, 0.1506)]
    [InlineData(31.8571, 1.0405)]
    [InlineData(32, 1.0437)]
    [InlineData(78, 1.8576)]
    public void BetaGeometric_purchases_of_a_new_customer_equal_the_published(double weeks, double expected) =>
        Assert.Equal(expected, new BetaGeometricModel(0.243, 4.414, 0.793, 2.426).ExpectedPurchases(weeks), 4e-3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BetaGeometric_purchase_probabilities_make_one_and_have_the_mean(bool modified)
    {
        var model = new BetaGeometricModel(0.7, 5, 0.8, 2.4, modified);
        double[] p = [.. Enumerable.Range(0, 400).Select(n => model.ProbabilityOfPurchases(n, 20))];
        Assert.Equal(1, p.Sum(), 1e-9);
        Assert.Equal(model.ExpectedPurchases(20), p.Select((x, n) => x * n).Sum(), 1e-6);
    }

    [Fact]
    public void BetaGeometric_probability_of_none_equals_the_published() =>
        Assert.Equal(0.5737864, new BetaGeometricModel(0.243, 4.414, 0.793, 2.426).ProbabilityOfPurchases(0, 39), 1e-6);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BetaGeometric_fit_finds_the_parameters_customers_were_made_with(bool modified)
    {
        var truth = new BetaGeometricModel(1.2, 6, 1.1, 3, modified);
        BetaGeometricModel model = BetaGeometricModel.Fit(Customers(truth, 8000), modified, 0, Cancel);
        Assert.Equal(truth.R / truth.Alpha, model.R / model.Alpha, 0.02);
        Assert.Equal(truth.A / (truth.A + truth.B), model.A / (model.A + model.B), 0.04);
    }

    [Fact]
    public void Pareto_expectation_grows_with_the_horizon_and_falls_with_silence()
    {
        var model = new ParetoModel(0.553, 10.578, 0.606, 11.669);
        Assert.True(model.ExpectedPurchases(Published, 39) > model.ExpectedPurchases(Published, 10));
        Assert.True(
            model.ProbabilityAlive(new PurchaseHistory(5, 38, 39))
                > model.ProbabilityAlive(new PurchaseHistory(5, 10, 39)));
        Assert.Equal(0, model.ExpectedPurchases(Published, 0), 1e-12);
    }

    [Fact]
    public void Pareto_probability_equals_the_integral_over_the_time_of_leaving()
    {
        // P(alive) = L(alive) / (L(alive) + ∫ L(left at t) dt) with the rates integrated out in closed form for each t.
        var model = new ParetoModel(0.9, 8, 0.7, 12);
        var history = new PurchaseHistory(3, 12, 30);
        double alive = Math.Pow(8 + 30, -3.9) * Math.Pow(12 + 30, -0.7);
        double left = 0;
        const int steps = 200_000;
        for (int i = 0; i < steps; i++)
        {
            double t = 12 + ((i + 0.5) * 18 / steps);
            left += Math.Pow(8 + t, -3.9) * 0.7 * Math.Pow(12 + t, -1.7) * 18 / steps;
        }

        Assert.Equal(alive / (alive + left), model.ProbabilityAlive(history), 1e-6);
    }

    [Fact]
    public void Pareto_expectation_at_shape_one_is_the_limit()
    {
        double at = new ParetoModel(0.5, 10, 1, 12).ExpectedPurchases(Published, 20);
        double beside = new ParetoModel(0.5, 10, 1.00001, 12).ExpectedPurchases(Published, 20);
        Assert.Equal(beside, at, 1e-4);
    }

    [Fact]
    public void GammaGamma_pulls_a_mean_of_few_towards_that_of_all()
    {
        var model = new GammaGammaModel(6.25, 3.74, 15.44);
        double few = model.ExpectedValue(new SpendHistory(1, 200));
        double many = model.ExpectedValue(new SpendHistory(50, 200));
        Assert.InRange(few, model.MeanValue, many);
        Assert.InRange(many, few, 200);
    }

    [Fact]
    public void LifetimeValue_without_discount_is_purchases_times_value()
    {
        var model = new BetaGeometricModel(0.243, 4.414, 0.793, 2.426);
        Assert.Equal(
            model.ExpectedPurchases(Published, 40) * 30, LifetimeValue.Expected(model, Published, 30, 4, 10, 0), 1e-9);
        Assert.True(
            LifetimeValue.Expected(model, Published, 30, 4, 10, 0.05)
                < LifetimeValue.Expected(model, Published, 30, 4, 10, 0));
    }

    [Fact]
    public void Load_gives_the_saved_models()
    {
        using var stream = new MemoryStream();
        new BetaGeometricModel(1, 2, 3, 4, true).Save(stream);
        new ParetoModel(5, 6, 7, 8).Save(stream);
        new GammaGammaModel(9, 10, 11).Save(stream);
        stream.Position = 0;
        BetaGeometricModel a = BetaGeometricModel.Load(stream);
        ParetoModel b = ParetoModel.Load(stream);
        GammaGammaModel c = GammaGammaModel.Load(stream);
        Assert.Equal((1.0, 2.0, 3.0, 4.0, true), (a.R, a.Alpha, a.A, a.B, a.Modified));
        Assert.Equal((5.0, 6.0, 7.0, 8.0), (b.R, b.Alpha, b.S, b.Beta));
        Assert.Equal((9.0, 10.0, 11.0), (c.P, c.Q, c.V));
    }

    [Fact]
    public void PurchaseHistory_refuses_what_does_not_fit_together()
    {
        Assert.Throws<ArgumentException>(() => new PurchaseHistory(-1, 0, 5));
        Assert.Throws<ArgumentException>(() => new PurchaseHistory(1, 6, 5));
        Assert.Throws<ArgumentException>(() => new PurchaseHistory(0, 3, 5));
        Assert.Throws<ArgumentException>(() => new PurchaseHistory(1, 1, double.NaN));
        Assert.Throws<ArgumentException>(() => BetaGeometricModel.Fit([], false, 0, Cancel));
    }

    private static PurchaseHistory[] Customers(BetaGeometricModel truth, int count)
    {
        var random = new SeededRandom(11);
        PurchaseHistory[] customers = new PurchaseHistory[count];
        for (int i = 0; i < count; i++)
        {
            double rate = Gamma(ref random, truth.R) / truth.Alpha;
            double x = Gamma(ref random, truth.A);
            double leave = x / (x + Gamma(ref random, truth.B));
            int repeats = 0;
            double last = 0;
            bool alive = !truth.Modified || random.NextDouble() >= leave;
            double next = -Math.Log(1 - random.NextDouble()) / rate;
            while (alive && next < 50)
            {
                repeats++;
                last = next;
                alive = random.NextDouble() >= leave;
                next -= Math.Log(1 - random.NextDouble()) / rate;
            }

            customers[i] = new PurchaseHistory(repeats, last, 50);
        }

        return customers;
    }

    /// <summary>A gamma draw (Marsaglia and Tsang, 2000).</summary>
    private static double Gamma(ref SeededRandom random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(ref random, shape + 1) * Math.Pow(random.NextDouble(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        while (true)
        {
            double z = random.NextGaussian();
            double v = Math.Pow(1 + (z / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * z * z) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
