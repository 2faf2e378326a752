using System.Globalization;
using Souk.Bench.Foundation;
using Souk.Risk.Backtest;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>Planted abuse, kind by kind: what the shipped rules, models, and both find; a new pattern; the money.</summary>
internal sealed class SimulatorBenchmark : IRiskBenchmark
{
    private const double MustPrecision = 0.8;

    private static readonly (AbusePattern Pattern, string Checkpoint)[] _kinds =
    [
        (AbusePattern.StolenCard, "payment"),
        (AbusePattern.AccountTakeover, "payment"),
        (AbusePattern.CouponFarm, "coupon_claim"),
        (AbusePattern.Brushing, "order_line"),
        (AbusePattern.RefundAbuse, "refund_request"),
        (AbusePattern.ReviewBombing, "review"),
    ];

    /// <inheritdoc/>
    public string Name => "simulator";

    /// <inheritdoc/>
    public string Description =>
        "Planted abuse found by rules, models, both, with links; a new pattern; money. 4 min, 1 GB.";

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation) => Run(
        new SimulationOptions { Seed = 11, Shoppers = 2_000, Days = 40, Abuse = 3, NewPatternDay = 25 }, 20_000, output,
        cancellation);

    /// <summary>Runs it on a marketplace.</summary>
    internal static List<SpeedFigure> Run(
        SimulationOptions options, int maxRows, TextWriter output, CancellationToken cancellation)
    {
        using SimulatedAbuse market = new(options, cancellation);
        output.WriteLine(
            $"{market.Engine.LastPosition.Value:N0} events, {market.Truth.Count:N0} of abuse; models learn from the "
            + "first 60 % of the days, all are judged on the rest; one in a hundred good events is stopped");
        List<SpeedFigure> figures = [];
        foreach (IGrouping<string, AbusePattern> kinds in _kinds.GroupBy(k => k.Checkpoint, k => k.Pattern))
        {
            Detect(market, kinds.Key, [.. kinds], output, figures, cancellation);
        }

        NewPattern(market, maxRows, output, figures, cancellation);
        Money(market, output, figures, cancellation);
        return figures;
    }

    private static void Detect(
        SimulatedAbuse market, string checkpoint, AbusePattern[] patterns, TextWriter output,
        List<SpeedFigure> figures, CancellationToken cancellation)
    {
        AbuseDetection detection = AbuseDetection.Read(market, checkpoint, cancellation);
        patterns = [.. patterns.Where(detection.Has)];
        if (patterns.Length == 0)
        {
            return;
        }

        double[] rules = Array.ConvertAll(detection.ByRules(), s => (double)s);
        double[] models = detection.ByModel(withRules: false, withLinks: false, cancellation);
        double[] both = detection.ByModel(withRules: true, withLinks: false, cancellation);
        double[] links = detection.ByModel(withRules: true, withLinks: true, cancellation);
        foreach (AbusePattern pattern in patterns)
        {
            foreach ((string way, double[] scores) in new[]
            {
                ("rules", rules), ("models", models), ("both", both), ("both with links", links),
            })
            {
                (double recall, double attacks, double minutes) = detection.Measure(scores, pattern);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{pattern} at {checkpoint}, {way}: recall {recall:0.000}, {attacks:0.00} of attacks noticed, "
                    + $"median after {minutes:0.0} minutes ({detection.AttacksLearned(pattern)} learned from)"));
                figures.Add(new SpeedFigure($"{pattern}, {way}: recall at 1 % false positives", recall, "", 0, 0));
            }
        }
    }

    private static void NewPattern(
        SimulatedAbuse market, int maxRows, TextWriter output, List<SpeedFigure> figures,
        CancellationToken cancellation)
    {
        NewPatternResult result = NewPatternTrial.Run(market, maxRows, cancellation);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"new pattern: place {result.Rank} of {result.Patterns} found within a day; proposed: "
            + $"{result.Rule ?? "nothing"}; later {result.Bad} of {result.Hits} hits bad, of {result.All} in all"));
        figures.Add(new SpeedFigure(
            "new pattern among the first ten found within a day", result.Rank > 0 ? 1 : 0, "", 1, 1));
        figures.Add(new SpeedFigure(
            "precision in later time of the rule proposed", result.Precision, "", MustPrecision, 0.95));
        figures.Add(new SpeedFigure("recall in later time of the rule proposed", result.Recall, "", 0, 0.5));
    }

    private static void Money(
        SimulatedAbuse market, TextWriter output, List<SpeedFigure> figures, CancellationToken cancellation)
    {
        PolicyFigures decided = PolicyBacktest.Run(
            market.Engine.CreateReplayer(), market.Engine.Definition, RiskPolicy.ShippedText,
            cancellation: cancellation).Decided;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"shipped rules on payments, by chargebacks and verdicts: saved {decided.Saved.Value:0}, lost "
            + $"{decided.Lost.Value:0}, turned away {decided.TurnedAway.Value:0}; precision "
            + $"{decided.Precision.Value:0.00}, recall {decided.Recall.Value:0.00}"));
        figures.Add(new SpeedFigure(
            "money saved less money turned away, shipped rules alone",
            decided.Saved.Value - decided.TurnedAway.Value, "EUR", 0, 0));
    }
}
