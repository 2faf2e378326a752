using System.Globalization;
using Souk.Risk.Policies;

namespace Souk.Risk.Monitoring;

/// <summary>Which figures of a checkpoint are worth an alert.</summary>
internal static class HealthAlerts
{
    internal static void Add(RiskHealth health, CheckpointHealth checkpoint, List<RiskAlert> alerts)
    {
        HealthOptions options = health.Options;
        void Raise(AlertKind kind, string subject, double value, double reference, string message) => alerts.Add(
            new RiskAlert(kind, checkpoint.Checkpoint, subject, value, reference, health.Time, message));
        if (checkpoint.Stopped.IsAlert(options))
        {
            Raise(
                AlertKind.StopRate, string.Empty, checkpoint.Stopped.Recent, checkpoint.Stopped.Reference,
                $"{checkpoint.Checkpoint}: {Percent(checkpoint.Stopped.Recent)} of decisions stop the event, " +
                $"{Percent(checkpoint.Stopped.Reference)} before");
        }

        if (checkpoint.Faults.Recent >= options.MaxFaultShare && checkpoint.Faults.Hits > 0)
        {
            Raise(
                AlertKind.Faults, string.Empty, checkpoint.Faults.Recent, options.MaxFaultShare,
                $"{checkpoint.Checkpoint}: in {Percent(checkpoint.Faults.Recent)} of decisions a live rule failed, " +
                "so the answer was the fallback or harder");
        }

        foreach (RuleHealth rule in checkpoint.Rules.Where(r => r.Status is RuleStatus.Live or RuleStatus.Shadow))
        {
            if (rule.Hits.IsAlert(options))
            {
                Raise(
                    AlertKind.HitRate, rule.Rule, rule.Hits.Recent, rule.Hits.Reference,
                    $"{checkpoint.Checkpoint}: the rule '{rule.Rule}' fired on {Percent(rule.Hits.Recent)} of events, "
                    + $"{Percent(rule.Hits.Reference)} before");
            }

            if (rule.Status == RuleStatus.Live && rule.Precision.Upper < options.MinPrecision)
            {
                Raise(
                    AlertKind.Precision, rule.Rule, rule.Precision.Value, options.MinPrecision,
                    $"{checkpoint.Checkpoint}: of {rule.MatureHits} matured hits of the rule '{rule.Rule}' " +
                    $"{rule.MatureBadHits} were bad");
            }

            if (rule.Nanoseconds > options.MaxRuleTime.TotalNanoseconds)
            {
                Raise(
                    AlertKind.Latency, rule.Rule, rule.Nanoseconds, options.MaxRuleTime.TotalNanoseconds,
                    string.Create(CultureInfo.InvariantCulture,
                        $"{checkpoint.Checkpoint}: the rule '{rule.Rule}' takes {rule.Nanoseconds / 1000:0.#} µs"));
            }
        }
    }

    private static string Percent(double share) =>
        (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
