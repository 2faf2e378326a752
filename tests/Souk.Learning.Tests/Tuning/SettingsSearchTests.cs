using Souk.Learning.Tuning;

namespace Souk.Learning.Tests.Tuning;

public sealed class SettingsSearchTests
{
    private static readonly TuningData<int> Data = new(1, 2);

    private static TuningSpace Space() =>
        new TuningSpace().LogUniform("rate", 0.001, 1).Choice("size", 8, 16).Uniform("x", 2, 3);

    [Fact]
    public void Random_search_puts_the_best_draw_first_and_repeats_itself()
    {
        static double Objective(TuningData<int> data, IReadOnlyDictionary<string, double> s, int budget) =>
            -Math.Abs(Math.Log10(s["rate"]) + 2) + (s["size"] == 16 ? 0.1 : 0);
        IReadOnlyList<TuningTrial> Run() => SettingsSearch.Random(
            Data, Space(), Objective, 60, cancellation: TestContext.Current.CancellationToken);
        IReadOnlyList<TuningTrial> trials = Run();
        Assert.Equal(60, trials.Count);
        Assert.Equal(trials.Max(t => t.Score), trials[0].Score);
        Assert.InRange(trials[0].Settings["rate"], 0.005, 0.02);
        Assert.All(trials, t => Assert.InRange(t.Settings["x"], 2, 3));
        Assert.Equal(trials.Select(t => t.Number), Run().Select(t => t.Number));
    }

    [Fact]
    public void Halving_gives_the_largest_budget_to_the_best_only()
    {
        int calls = 0;
        double Objective(TuningData<int> data, IReadOnlyDictionary<string, double> s, int budget)
        {
            calls++;
            return s["x"];
        }

        IReadOnlyList<TuningTrial> trials = SettingsSearch.Halving(
            Data, Space(), Objective, 27, 1, 9, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(27 + 9 + 3, calls);
        Assert.Equal(27, trials.Count);
        Assert.Equal([9, 9, 9], trials.Take(3).Select(t => t.Budget));
        Assert.Equal(trials.Max(t => t.Settings["x"]), trials[0].Settings["x"]);
    }

    [Fact]
    public void A_score_of_NaN_is_the_worst()
    {
        IReadOnlyList<TuningTrial> trials = SettingsSearch.Random(
            Data, Space(), (_, s, _) => s["size"] == 8 ? double.NaN : -5, 20,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(-5, trials[0].Score);
    }

    [Fact]
    public void Opening_the_test_part_ends_tuning()
    {
        var data = new ExperimentData<string>("train", "validation", "test");
        Assert.Equal("validation", data.ForTuning.Validation);
        Assert.Equal("test", data.OpenTest());
        Assert.Throws<InvalidOperationException>(() => data.ForTuning);
    }
}
