using System.Text;
using Souk.Core.Definition;
using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Running;
using Souk.Experiments.Statistics;

namespace Souk.Experiments;

/// <summary>What is asked of the experiments.</summary>
public sealed partial class ExperimentProjection
{
    /// <summary>The names of all experiments, in the order of their start.</summary>
    public IEnumerable<string> Names => _experiments.Select(e => e.Name);

    /// <summary>Why an experiment cannot start now, or null if it can.</summary>
    /// <param name="json">Its plan.</param>
    public string? WhyNotStart(ReadOnlySpan<byte> json)
    {
        ExperimentPlan? plan = ExperimentPlanReader.Read(json, _definition, out IReadOnlyList<string> errors);
        return plan is null ? string.Join("; ", errors) : WhyNotStart(plan);
    }

    /// <summary>Why an experiment cannot be stopped now, or null if it can.</summary>
    public string? WhyNotStop(string name) => Find(name) switch
    {
        null => $"there is no experiment '{name}'",
        { IsStopped: true } => $"the experiment '{name}' is stopped already",
        _ => null,
    };

    /// <summary>Why an experiment cannot be concluded so, or null if it can. One that was shipped before can be shipped
    /// otherwise: as its control, to take it back.</summary>
    public string? WhyNotConclude(Conclusion conclusion)
    {
        ArgumentNullException.ThrowIfNull(conclusion);
        if (conclusion.Ship is null)
        {
            return WhyNotStop(conclusion.Name);
        }

        return Find(conclusion.Name) switch
        {
            null => $"there is no experiment '{conclusion.Name}'",
            { Plan: null, Fault: string fault } => $"the experiment '{conclusion.Name}' cannot be read: {fault}",
            { Plan: ExperimentPlan plan } when !plan.Surfaces.Any() =>
                $"the experiment '{plan.Name}' changes no surface, so there is nothing to ship; stop it",
            { Plan: ExperimentPlan plan } when VariantIn(plan, conclusion.Ship) < 0 =>
                $"the experiment '{plan.Name}' has no variant '{conclusion.Ship}'"
                + Suggestion.For(conclusion.Ship, plan.Variants.Select(v => v.Name), "variants"),
            LiveExperiment { Plan: ExperimentPlan plan } live
                when _conclusions.ShippedBy(live.Index) == VariantIn(plan, conclusion.Ship) =>
                $"the variant '{conclusion.Ship}' of '{plan.Name}' is shipped already",
            _ => null,
        };
    }

    /// <summary>What serves on a surface: the variant of the experiment that changes it, or the surface as experiments
    /// that were shipped leave it.</summary>
    /// <param name="surface">A surface of the definition that the projection runs under.</param>
    /// <param name="units">Those who may be assigned: the subject, and who looks if that is somebody else. They need
    /// not be known.</param>
    public ServedVariant Serve(SurfaceDefinition surface, params ReadOnlySpan<(EntityKind Kind, string Id)> units)
    {
        ArgumentNullException.ThrowIfNull(surface);
        foreach ((LiveExperiment experiment, SurfaceDefinition[] variants) in _surfaces.Running(surface))
        {
            ExperimentPlan plan = experiment.Plan!;
            foreach ((EntityKind kind, string id) in units)
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(id);
                if (kind == plan.Unit && VariantOf(experiment, plan, utf8) is int variant and >= 0)
                {
                    uint unit = _entities.Find(kind.Index, utf8);
                    return new ServedVariant(
                        variants[variant], plan.Name, plan.Variants[variant].Name, kind, id,
                        unit != 0 && _units.Find(experiment.Index, unit) != 0);
                }
            }
        }

        return new ServedVariant(_surfaces.Shipped(surface));
    }

    /// <summary>The experiments that a unit takes part in, and its variant in each.</summary>
    /// <param name="unit">The name of the unit's kind.</param>
    /// <param name="id">Its id; it need not be known.</param>
    public IReadOnlyList<Assigned> Assign(string unit, string id)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(id);
        List<Assigned> assigned = [];
        foreach (LiveExperiment experiment in _experiments)
        {
            if (experiment is { IsStopped: false, Plan: ExperimentPlan plan } && plan.Unit.Name == unit
                && VariantOf(experiment, plan, utf8) is int variant and >= 0)
            {
                assigned.Add(new Assigned(plan.Name, plan.Variants[variant].Name));
            }
        }

        return assigned;
    }

    /// <summary>The sums of an experiment as they stand, to be worked out after the state is let go; null if there is
    /// none of the name.</summary>
    public ExperimentSums? SumsOf(string name)
    {
        if (Find(name) is not LiveExperiment experiment)
        {
            return null;
        }

        ExperimentBlock block = Arena.Read<ExperimentBlock>(experiment.Block);
        return new ExperimentSums
        {
            Name = experiment.Name,
            Plan = experiment.Plan,
            Fault = experiment.Fault,
            StartedAt = new Log.LogTime(block.StartedAt),
            StoppedAt = experiment.IsStopped ? new Log.LogTime(block.StoppedAt) : null,
            StopReason = _conclusions.ReasonOf(experiment.Index),
            Shipped = _conclusions.ShippedBy(experiment.Index) is int shipped and >= 0
                ? experiment.Plan?.Variants[shipped].Name : null,
            Crossovers = block.Crossovers,
            UnknownVariants = block.UnknownVariants,
            Moments = [.. Arena.ReadSpan<SampleMoments>(block.Sums, block.SumCount)],
        };
    }

    private string? WhyNotStart(ExperimentPlan plan)
    {
        if (Find(plan.Name) is not null)
        {
            return $"an experiment '{plan.Name}' was started before; names are used once";
        }

        if (_exposure is null || _exposure.FieldOf(plan.Unit) < 0)
        {
            return $"the definition has no event type '{ExposureEvent.TypeName}' with the texts experiment and variant "
                + $"and one {plan.Unit.Name}";
        }

        foreach (LiveExperiment other in _experiments)
        {
            if (other is { IsStopped: false, Plan: ExperimentPlan running } && (running.Layer != plan.Layer
                || running.Unit != plan.Unit) && running.Surfaces.Intersect(plan.Surfaces).FirstOrDefault() is string both)
            {
                return $"the experiment '{running.Name}' changes the surface '{both}' too; run both in one layer, '"
                    + $"{running.Layer}', over the same units, {running.Unit.Name}, so that nobody is in two of them";
            }
        }

        return Layers.FindFree(Taken(plan.Layer), Layers.SlotsOf(plan.Share)) < 0
            ? $"the layer '{plan.Layer}' has no room for a share of {plan.Share}; stop another or use another layer"
            : null;
    }

    private IEnumerable<(int First, int Count)> Taken(string layer)
    {
        foreach (LiveExperiment experiment in _experiments)
        {
            if (experiment is { IsStopped: false, Plan: ExperimentPlan plan } && plan.Layer == layer)
            {
                ExperimentBlock block = Arena.Read<ExperimentBlock>(experiment.Block);
                yield return (block.FirstSlot, block.SlotCount);
            }
        }
    }

    private int VariantOf(LiveExperiment experiment, ExperimentPlan plan, ReadOnlySpan<byte> unit)
    {
        ref readonly ExperimentBlock block = ref Arena.Read<ExperimentBlock>(experiment.Block);
        int slot = Layers.SlotOf(plan.Layer, unit) - block.FirstSlot;
        return (uint)slot < (uint)block.SlotCount ? Layers.VariantOf(plan, unit) : -1;
    }
}
