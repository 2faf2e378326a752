using System.Globalization;
using Souk.Bench.Foundation;
using Souk.Learning.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>Planted abuse, kind by kind: what rules, models, both, and both with links find where one in a hundred good
/// events is stopped, what the shipped policy finds at its own thresholds, and the money.</summary>
internal sealed class EffectivenessBenchmark : IRiskBenchmark
{
    /// <summary>The policy in force with its thresholds; the other ways stop one in a hundred.</summary>
    internal const string Shipped = "shipped policy";

    private const string Rules = "rules";
    private const string Models = "models";
    private const string Both = "both";
    private const string WithLinks = "both with links";

    private const int ColumnsTold = 12;

    private readonly ulong[] _seeds;
    private readonly bool _tellsRules;

    private EffectivenessBenchmark(string name, string description, ulong[] seeds, bool tellsRules)
    {
        Name = name;
        Description = description;
        _seeds = seeds;
        _tellsRules = tellsRules;
    }

    /// <summary>What is reported.</summary>
    internal static EffectivenessBenchmark OnFreshSeeds { get; } = new(
        "effectiveness", "Planted abuse found by rules, models, both, with links, and the money. 6 min, 1 GB.",
        [21, 22, 23, 24, 25], tellsRules: false);

    /// <summary>What the shipped policy was chosen on.</summary>
    internal static EffectivenessBenchmark OnChoiceSeeds { get; } = new(
        "effectiveness-choice", "The same on the seeds that the shipped rules were chosen on, rule by rule. 4 min.",
        [1, 2, 3], tellsRules: true);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public string? DataSet => null;

    /// <inheritdoc/>
    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation)
    {
        EffectivenessResult result = new();
        foreach (ulong seed in _seeds)
        {
            SimulationOptions options = new()
            {
                Seed = seed,
                Shoppers = 4_000,
                Days = 45,
                Abuse = 4,
                NewPatternDay = -1,
            };
            Run(options, result, _tellsRules ? output : null, cancellation);
        }

        Write(result, output);
        return Figures(result);
    }

    /// <summary>Runs it on a marketplace and adds what is found.</summary>
    internal static void Run(
        SimulationOptions options, EffectivenessResult result, TextWriter? rules, CancellationToken cancellation)
    {
        using SimulatedAbuse market = new(options, withRings: true, cancellation);
        foreach (AbuseTable table in AbuseTable.Read(market, AbuseKinds.Checkpoints, cancellation))
        {
            AbuseDetection detection = Measure(table, market, result, cancellation);
            if (rules is not null)
            {
                TellRules(table, options.Seed, rules);
                rules.WriteLine($"seed {options.Seed}, {table.Checkpoint}, the model reads most: "
                    + string.Join(", ", detection.Read.Take(ColumnsTold)));
            }
        }
    }

    /// <summary>Measures all ways at a checkpoint.</summary>
    internal static AbuseDetection Measure(
        AbuseTable table, SimulatedAbuse market, EffectivenessResult result, CancellationToken cancellation)
    {
        AbuseDetection detection = new(table, market.Start, market.Options.Days);
        Add(detection, table.Checkpoint, Shipped, detection.StoppedByPolicy(), result);
        Add(detection, table.Checkpoint, Rules, detection.Stop(detection.ByRules()), result);
        if (detection.CanLearn)
        {
            Add(detection, table.Checkpoint, Models, detection.Stop(detection.ByModel(cancellation)), result);
            AddBoth(Both, withLinks: false);
            AddBoth(WithLinks, withLinks: true);
        }

        return detection;

        void AddBoth(string way, bool withLinks)
        {
            TogetherScores found = detection.ByBoth(withLinks, cancellation);
            Add(detection, table.Checkpoint, way, detection.Stop(found.Later), result);
            result.AddWeight(table.Checkpoint, way, found);
        }
    }

    /// <summary>Writes the tables.</summary>
    internal static void Write(EffectivenessResult result, TextWriter output)
    {
        output.WriteLine("| abuse | checkpoint | way | recall | attacks noticed | median minutes | saved |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((AbusePattern, string, string) kind in result.Kinds.OrderBy(k => k.Pattern).ThenBy(k => k.Checkpoint))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kind.Item1} | {kind.Item2} | {kind.Item3} | {Show(result.Of(kind, f => f.Recall), "0.00")} "
                + $"| {result.Of(kind, f => f.Noticed).Value:0.00} | {result.Minutes(kind):0} "
                + $"| {result.Of(kind, f => f.Saved).Value:N0} |"));
        }

        output.WriteLine();
        output.WriteLine("| checkpoint | way | good events stopped | saved | turned away | saved less turned away |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach ((string checkpoint, string way) in result.Checkpoints)
        {
            (Estimate saved, Estimate turnedAway, Estimate rate) = result.Money(checkpoint, way);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {checkpoint} | {way} | {rate.Value:0.0 %} | {saved.Value:N0} | {turnedAway.Value:N0} "
                + $"| {Show(result.Net([checkpoint], way), "N0")} |"));
        }

        output.WriteLine();
        foreach ((string checkpoint, string way, IReadOnlyList<string> weights) in result.Weights)
        {
            output.WriteLine(
                $"{checkpoint}, {way}: the trees count {string.Join(", ", weights)} of the combined score, seed by seed");
        }
    }

    private static void Add(
        AbuseDetection detection, string checkpoint, string way, bool[] stopped, EffectivenessResult result)
    {
        result.Add(
            checkpoint, way, detection.Money(stopped, AbuseKinds.Losing(checkpoint)),
            detection.FalsePositiveRate(stopped));
        foreach ((AbusePattern pattern, string at) in AbuseKinds.All)
        {
            if (at == checkpoint && detection.Has(pattern))
            {
                result.Add(pattern, checkpoint, way, detection.Measure(stopped, pattern));
            }
        }
    }

    private static List<SpeedFigure> Figures(EffectivenessResult result)
    {
        List<SpeedFigure> figures = [];
        foreach ((AbusePattern, string, string) kind in result.Kinds.Where(k => k.Way is WithLinks or Shipped))
        {
            figures.Add(new SpeedFigure(
                $"{kind.Item1} at {kind.Item2}, {kind.Item3}: recall", result.Of(kind, f => f.Recall).Value, "", 0.01,
                double.NaN));
        }

        string[] checkpoints = [.. result.Checkpoints.Select(c => c.Checkpoint).Distinct()];
        foreach (string way in result.Checkpoints.Select(c => c.Way).Distinct())
        {
            figures.Add(new SpeedFigure(
                $"money saved less money turned away, {way}, at all checkpoints, lower bound",
                result.Net(checkpoints, way).Lower, "EUR", 0, double.NaN));
        }

        return figures;
    }

    private static void TellRules(AbuseTable table, ulong seed, TextWriter output)
    {
        foreach (IGrouping<string, AbuseRow> rule in table.Rows.SelectMany(r => r.Fired.Select(f => (f, r)))
            .GroupBy(r => r.f, r => r.r).OrderBy(g => g.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}, {table.Checkpoint}, {rule.Key}: {rule.Count()} hits, "
                + $"{rule.Count(r => r.IsBad) / (double)rule.Count():0.00} of them abuse; money of abuse "
                + $"{rule.Where(r => r.IsBad).Sum(r => r.Amount):N0}, "
                + $"of good {rule.Where(r => !r.IsBad).Sum(r => r.Amount):N0}"));
        }
    }

    private static string Show(Estimate estimate, string format) => string.Create(CultureInfo.InvariantCulture,
        $"{estimate.Value.ToString(format, CultureInfo.InvariantCulture)} "
        + $"({estimate.Lower.ToString(format, CultureInfo.InvariantCulture)} to "
        + $"{estimate.Upper.ToString(format, CultureInfo.InvariantCulture)})");
}
