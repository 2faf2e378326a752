using System.Globalization;
using Souk.Learning.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>What was found of planted abuse, by kind and way and by checkpoint and way, one value a seed.</summary>
internal sealed class EffectivenessResult
{
    private readonly Dictionary<(AbusePattern, string Checkpoint, string Way), List<AbuseFinding>> _findings = [];
    private readonly Dictionary<(string Checkpoint, string Way), List<(double Saved, double TurnedAway, double Rate)>>
        _money = [];

    private readonly Dictionary<(string Checkpoint, string Way), List<string>> _weights = [];

    /// <summary>How much models counted where rules and models were put together, one text a seed.</summary>
    internal IEnumerable<(string Checkpoint, string Way, IReadOnlyList<string> Weights)> Weights =>
        _weights.Select(w => (w.Key.Checkpoint, w.Key.Way, (IReadOnlyList<string>)w.Value));

    internal IEnumerable<(AbusePattern Pattern, string Checkpoint, string Way)> Kinds => _findings.Keys;

    internal IEnumerable<(string Checkpoint, string Way)> Checkpoints => _money.Keys;

    internal void Add(AbusePattern pattern, string checkpoint, string way, AbuseFinding finding) =>
        Of(_findings, (pattern, checkpoint, way)).Add(finding);

    internal void Add(string checkpoint, string way, (double Saved, double TurnedAway) money, double rate) =>
        Of(_money, (checkpoint, way)).Add((money.Saved, money.TurnedAway, rate));

    internal void AddWeight(string checkpoint, string way, TogetherScores found) =>
        Of(_weights, (checkpoint, way)).Add(string.Create(
            CultureInfo.InvariantCulture, $"{found.ModelWeight}{(found.ReadsLinks ? " with links" : string.Empty)}"));

    internal Estimate Of((AbusePattern, string, string) kind, Func<AbuseFinding, double> figure) =>
        Mean([.. _findings[kind].Select(figure)]);

    /// <summary>The median of the seeds' medians, of those in which anything was noticed.</summary>
    internal double Minutes((AbusePattern, string, string) kind)
    {
        double[] minutes = [.. _findings[kind].Select(f => f.Minutes).Where(double.IsFinite).Order()];
        return minutes.Length == 0 ? double.NaN : minutes[minutes.Length / 2];
    }

    internal Estimate Net(IEnumerable<string> checkpoints, string way)
    {
        var rows = checkpoints.Select(c => _money[(c, way)]).ToArray();
        return Mean([.. Enumerable.Range(0, rows[0].Count).Select(s => rows.Sum(r => r[s].Saved - r[s].TurnedAway))]);
    }

    internal (Estimate Saved, Estimate TurnedAway, Estimate Rate) Money(string checkpoint, string way)
    {
        List<(double Saved, double TurnedAway, double Rate)> rows = _money[(checkpoint, way)];
        return (
            Mean([.. rows.Select(r => r.Saved)]), Mean([.. rows.Select(r => r.TurnedAway)]),
            Mean([.. rows.Select(r => r.Rate)]));
    }

    /// <summary>The mean over seeds with the 95 % interval of Student's t.</summary>
    internal static Estimate Mean(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        if (values.Count < 2)
        {
            return new Estimate(mean, double.NaN, double.NaN, double.NaN);
        }

        // The 97.5 % quantile for one to nine degrees of freedom, and about the normal one beyond.
        double[] quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
        double quantile = values.Count - 2 < quantiles.Length ? quantiles[values.Count - 2] : 2.1;
        double error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
        return new Estimate(mean, error, mean - (quantile * error), mean + (quantile * error));
    }

    private static TValue Of<TKey, TValue>(Dictionary<TKey, TValue> all, TKey key)
        where TKey : notnull
        where TValue : new() => all.TryGetValue(key, out TValue? found) ? found : all[key] = new TValue();
}
