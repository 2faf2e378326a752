using System.Globalization;
using Souk.Core.Engine;
using Souk.Experiments;
using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Running;

namespace Souk.Server.Experiments;

/// <summary>Ends experiments whose guardrail is breached. The intervals hold at all times at once, so looking often
/// costs no false alarms.</summary>
internal sealed class GuardrailWatch : IAsyncDisposable
{
    private readonly SoukEngine _engine;
    private readonly MinuteLoop _loop;

    /// <summary>Starts to watch.</summary>
    internal GuardrailWatch(SoukEngine engine, TimeProvider clock)
    {
        _engine = engine;
        _loop = new MinuteLoop(LookAsync, clock);
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>Looks at all running experiments and ends those with a breach.</summary>
    internal async Task CheckAsync()
    {
        foreach (ExperimentSums sums in Running())
        {
            if (BreachIn(sums) is not string breach)
            {
                continue;
            }

            Conclusion conclusion = new(sums.Name, null, breach);
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

    private List<ExperimentSums> Running()
    {
        using FoldScope scope = _engine.Read();
        ExperimentProjection experiments = scope.Fold.Projection<ExperimentProjection>();
        return
        [
            .. experiments.Names.Select(n => experiments.SumsOf(n)!).Where(
                s => s.StoppedAt is null && s.Plan is { StopsAtBreach: true } plan
                    && plan.Metrics.Any(m => m.MaxHarm is not null)),
        ];
    }

    private static string? BreachIn(ExperimentSums sums)
    {
        foreach (VariantResult variant in ExperimentReport.Of(sums).Variants)
        {
            foreach (MetricResult metric in variant.Metrics)
            {
                if (metric.Verdict == MetricVerdict.Breached)
                {
                    MetricPlan plan = sums.Plan!.Metrics.First(m => m.Name == metric.Metric);
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"the guardrail '{metric.Metric}' is breached by '{variant.Variant}': it changes it by "
                        + $"{metric.RelativeDifference:+0.0%;-0.0%}, and more harm than {plan.MaxHarm:0.0%} is certain");
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
}
