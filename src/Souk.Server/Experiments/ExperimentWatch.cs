using System.Globalization;
using Souk.Core.Engine;
using Souk.Experiments;
using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Running;

namespace Souk.Server.Experiments;

/// <summary>Ends experiments whose guardrail is breached (the intervals hold at all times at once, so looking often
/// costs no false alarms) or of which a variant cannot serve any more, and takes a shipped variant back that
/// cannot.</summary>
internal sealed class ExperimentWatch : IAsyncDisposable
{
    private readonly SoukEngine _engine;
    private readonly VariantMisses _misses;
    private readonly MinuteLoop _loop;

    /// <summary>Starts to watch.</summary>
    internal ExperimentWatch(SoukEngine engine, VariantMisses misses, TimeProvider clock)
    {
        _engine = engine;
        _misses = misses;
        _loop = new MinuteLoop(LookAsync, clock);
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Looks at all experiments that serve.</summary>
    internal async Task CheckAsync()
    {
        foreach (Serving serving in AllServing())
        {
            string? reason = serving.Problem ?? (serving.Sums.StoppedAt is null ? BreachIn(serving.Sums) : null);
            if (reason is null)
            {
                continue;
            }

            Conclusion conclusion = new(serving.Sums.Name, serving.BackTo, reason);
            try
            {
                await _engine.DirectAsync(
                    ExperimentProjection.ConcludeDirective, conclusion.ToJson(),
                    fold => fold.Projection<ExperimentProjection>().WhyNotConclude(conclusion));
            }
            catch (DirectiveRefusedException)
            {
                // Somebody else ended it meanwhile.
            }
        }
    }

    // Those that run, and those of which a variant was shipped.
    private List<Serving> AllServing()
    {
        using FoldScope scope = _engine.Read();
        ExperimentProjection experiments = scope.Fold.Projection<ExperimentProjection>();
        List<Serving> found = [];
        foreach (string name in experiments.Names)
        {
            ExperimentSums sums = experiments.SumsOf(name)!;
            if (sums.Plan is not ExperimentPlan plan)
            {
                continue;
            }

            if (sums.StoppedAt is null)
            {
                found.Add(new Serving(sums, ProblemIn(scope.Fold, plan), null));
            }
            else if (sums.Shipped is string shipped && shipped != plan.Variants[0].Name
                && PinnedVersions.WhyNotServe(scope.Fold, plan.Variants.First(v => v.Name == shipped)) is string gone)
            {
                found.Add(new Serving(sums, $"{gone}; the control serves again", plan.Variants[0].Name));
            }
        }

        return found;
    }

    // A version that is gone, or one that is there and does not serve: damaged, or of features that are gone.
    private string? ProblemIn(Fold fold, ExperimentPlan plan)
    {
        foreach (VariantPlan variant in plan.Variants)
        {
            string? gone = PinnedVersions.WhyNotServe(fold, variant);
            long missed = _misses.Of(plan.Name, variant.Name);
            if (gone is not null || missed > 0)
            {
                gone ??= $"the variant '{variant.Name}' cannot serve: its ranker cannot be read or reads what is gone";
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{gone}; {missed} answers were given as to somebody outside of the experiment");
            }
        }

        return null;
    }

    private static string? BreachIn(ExperimentSums sums)
    {
        if (sums.Plan is not { StopsAtBreach: true } plan || plan.Metrics.All(m => m.MaxHarm is null))
        {
            return null;
        }

        foreach (VariantResult variant in ExperimentReport.Of(sums).Variants)
        {
            foreach (MetricResult metric in variant.Metrics)
            {
                if (metric.Verdict == MetricVerdict.Breached)
                {
                    MetricPlan broken = plan.Metrics.First(m => m.Name == metric.Metric);
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"the guardrail '{metric.Metric}' is breached by '{variant.Variant}': it changes it by "
                        + $"{metric.RelativeDifference:+0.0%;-0.0%}, "
                        + $"and more harm than {broken.MaxHarm:0.0%} is certain");
                }
            }
        }

        return null;
    }

    private async Task LookAsync()
    {
        try
        {
            await CheckAsync();
        }
        catch (IOException)
        {
            // The log has failed: the server takes nothing more and says so itself.
        }
    }

    /// <summary>An experiment that serves, why it must not any more, and the variant to ship instead.</summary>
    private sealed record Serving(ExperimentSums Sums, string? Problem, string? BackTo);
}
