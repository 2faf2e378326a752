using System.Runtime.CompilerServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Experiments.Assignment;
using Souk.Experiments.Results;
using Souk.Experiments.Running;
using Souk.Experiments.Statistics;
using Souk.Features.Engine;
using Souk.Features.Reading;

namespace Souk.Experiments;

/// <summary>
/// The experiments of a marketplace, as a projection of its log: directives start and stop them, exposure events enter
/// units, other events count towards the units' metrics. Sums are exact, so they equal those of a replay to the last
/// bit. Read it under <see cref="SoukEngine.Read"/>.
/// </summary>
public sealed partial class ExperimentProjection : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "experiments";

    /// <summary>The directive that starts an experiment; its body is the plan's JSON.</summary>
    public const string StartDirective = "experiment.start";

    /// <summary>The directive that stops one; its body is the name, UTF-8.</summary>
    public const string StopDirective = "experiment.stop";

    /// <summary>The directive that stops one with a reason, or ships a variant; its body is a
    /// <see cref="Conclusion"/>.</summary>
    public const string ConcludeDirective = "experiment.conclude";

    /// <summary>The longest plan, in bytes of JSON: eight variants and eight metrics take less than 4 KiB.</summary>
    public const int MaxPlanBytes = 32 * 1024;

    /// <summary>The most a unit's metric can reach, either way: ten million, in steps of 1/10,000. Beyond it one unit
    /// would decide the experiment; sums of squares of 10 million units stay within 128 bits.</summary>
    public const long MaxValue = 10_000_000L * (long)SampleMoments.Scale;

    // Units of stopped experiments are given back a few an event, so that no event waits for millions.
    private const int RowsFreedPerEvent = 32;
    private const int ListRoot = 0;
    private const int CountRoot = 1;
    private const int IndexRoot = 2;
    private const int ConclusionsRoot = 3;
    private const int ConclusionCountRoot = 4;

    private readonly MarketplaceDefinition _definition;
    private readonly EntityTable _entities;
    private readonly FeatureEngine _features;
    private readonly ExposureEvent? _exposure;
    private readonly UnitTable _units;
    private readonly List<LiveExperiment> _experiments = [];
    private readonly List<(LiveExperiment Experiment, int Metric)>[] _metricsOf;
    private readonly ConclusionList _conclusions;
    private readonly SurfaceVariants _surfaces = new();
    private PagedArray<uint> _blocks;

    internal ExperimentProjection(ProjectionContext context)
    {
        _definition = context.Definition;
        _entities = context.Entities;
        _features = context.Require<FeatureEngine>();
        _exposure = ExposureEvent.Of(_definition);
        Arena = new Arena(ProjectionName);
        _units = new UnitTable(Arena);
        _conclusions = new ConclusionList(Arena, ConclusionsRoot, ConclusionCountRoot);
        _metricsOf = [.. _definition.EventTypes.Select(_ => new List<(LiveExperiment, int)>())];
        _blocks = PagedArray<uint>.Create(Arena);
        Arena.SetRoot(ListRoot, _blocks.Handle);
        Arena.SetRoot(IndexRoot, _units.Create());
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        FreeRows();
        if (_exposure is not null && e.Type == _exposure.Type)
        {
            Expose(e, _exposure);
        }

        foreach ((LiveExperiment experiment, int metric) in _metricsOf[e.Type.Index])
        {
            Count(e, experiment, metric);
        }
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        if (directive.Name == StartDirective)
        {
            ExperimentPlan? plan = ExperimentPlanReader.Read(directive.Body, _definition, out _);
            if (plan is not null && WhyNotStart(plan) is null)
            {
                Start(plan, directive);
            }
        }
        else if (directive.Name == StopDirective)
        {
            LiveExperiment? running = Find(Encoding.UTF8.GetString(directive.Body));
            if (running is { IsStopped: false })
            {
                Stop(running, directive);
            }
        }
        else if (directive.Name == ConcludeDirective
            && Conclusion.FromJson(directive.Body) is Conclusion conclusion && WhyNotConclude(conclusion) is null)
        {
            Conclude(conclusion, directive);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
        _blocks = PagedArray<uint>.Open(Arena, (uint)Arena.GetRoot(ListRoot));
        _units.Open((uint)Arena.GetRoot(IndexRoot));
        _conclusions.Restore();
        _experiments.Clear();
        for (uint i = 0; i < Arena.GetRoot(CountRoot); i++)
        {
            _experiments.Add(Open(i, _blocks.Get(i)));
        }

        Index();
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    private LiveExperiment? Find(string name) => _experiments.Find(e => e.Name == name);

    private void Start(ExperimentPlan plan, Directive directive)
    {
        int slots = Layers.SlotsOf(plan.Share);
        int first = Layers.FindFree(Taken(plan.Layer), slots);
        uint text = Arena.Allocate(directive.Body.Length);
        directive.Body.CopyTo(Arena.WriteSpan<byte>(text, directive.Body.Length));
        int sums = plan.Variants.Count * plan.Metrics.Count;
        uint block = Arena.Allocate(Unsafe.SizeOf<ExperimentBlock>());
        Arena.Write<ExperimentBlock>(block) = new ExperimentBlock
        {
            Text = text,
            TextLength = directive.Body.Length,
            Sums = Arena.Allocate(sums * Unsafe.SizeOf<SampleMoments>()),
            SumCount = sums,
            FirstSlot = first,
            SlotCount = slots,
            StartedAt = directive.Time.Microseconds,
        };
        uint index = (uint)_experiments.Count;
        _blocks.At(index) = block;
        Arena.SetRoot(CountRoot, index + 1);
        _experiments.Add(Open(index, block));
        Index();
    }

    private void Conclude(Conclusion conclusion, Directive directive)
    {
        LiveExperiment experiment = Find(conclusion.Name)!;
        int shipped = conclusion.Ship is null ? -1 : VariantIn(experiment.Plan!, conclusion.Ship);
        _conclusions.Add(experiment.Index, shipped, conclusion.Reason);
        if (experiment.IsStopped)
        {
            Index();
        }
        else
        {
            Stop(experiment, directive);
        }
    }

    private void Stop(LiveExperiment experiment, Directive directive)
    {
        ref ExperimentBlock block = ref Arena.Write<ExperimentBlock>(experiment.Block);
        block.IsStopped = 1;
        block.StoppedAt = directive.Time.Microseconds;
        _experiments[(int)experiment.Index] = Open(experiment.Index, experiment.Block);
        Index();
    }

    private LiveExperiment Open(uint index, uint handle)
    {
        ExperimentBlock block = Arena.Read<ExperimentBlock>(handle);
        ReadOnlySpan<byte> json = Arena.ReadSpan<byte>(block.Text, block.TextLength);
        ExperimentPlan? plan = ExperimentPlanReader.Read(json, _definition, out IReadOnlyList<string> errors);
        string? fault = plan is null ? string.Join("; ", errors) : null;
        if (plan is not null && plan.Variants.Count * plan.Metrics.Count != block.SumCount)
        {
            (plan, fault) = (null, "its sums were made for other variants or metrics");
        }

        string[] covariates = plan is null || block.IsStopped != 0
            ? []
            : [.. plan.Metrics.Select(m => m.Covariate?.Name).OfType<string>().Distinct()];
        return new LiveExperiment(index, handle, plan?.Name ?? NameIn(json), plan, fault)
        {
            Covariates = covariates.Length == 0 ? null : _features.CreateReader(covariates),
            ExposureField = plan is null || _exposure is null ? -1 : _exposure.FieldOf(plan.Unit),
            IsStopped = block.IsStopped != 0,
        };
    }

    // A plan that a later definition no longer allows keeps its name.
    private static string NameIn(ReadOnlySpan<byte> json)
    {
        System.Text.Json.Utf8JsonReader reader = new(json);
        using var document = System.Text.Json.JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetProperty("name").GetString() ?? string.Empty;
    }

    private void Index()
    {
        foreach (List<(LiveExperiment, int)> list in _metricsOf)
        {
            list.Clear();
        }

        foreach (LiveExperiment experiment in _experiments.Where(e => !e.IsStopped && e.Plan is not null))
        {
            foreach ((int i, MetricPlan metric) in experiment.Plan!.Metrics.Index())
            {
                _metricsOf[metric.Event.Index].Add((experiment, i));
            }
        }

        _surfaces.Build(
            _definition, [.. _experiments.Where(e => !e.IsStopped && e.Plan is not null)],
            [.. _conclusions.Shipped.Select(s => (_experiments[(int)s.Experiment], s.Variant)).Where(
                s => s.Item1.Plan is not null)]);
    }

    private void Expose(EventView e, ExposureEvent exposure)
    {
        LiveExperiment? experiment = Find(e.TextString(exposure.Experiment));
        if (experiment is not { IsStopped: false, Plan: ExperimentPlan plan }
            || e.Entity(experiment.ExposureField) is not (uint unit and > 0))
        {
            return;
        }

        int variant = VariantIn(plan, e.TextString(exposure.Variant));
        if (variant < 0)
        {
            Arena.Write<ExperimentBlock>(experiment.Block).UnknownVariants++;
            return;
        }

        uint row = _units.Find(experiment.Index, unit);
        if (row == 0)
        {
            Enter(e, experiment, plan, unit, variant);
        }
        else if (Arena.Read<UnitRow>(row).Variant != variant)
        {
            Arena.Write<ExperimentBlock>(experiment.Block).Crossovers++;
        }
    }

    private static int VariantIn(ExperimentPlan plan, string name)
    {
        for (int i = 0; i < plan.Variants.Count; i++)
        {
            if (plan.Variants[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private void Enter(EventView e, LiveExperiment experiment, ExperimentPlan plan, uint unit, int variant)
    {
        int metrics = plan.Metrics.Count;
        uint row = _units.Add(experiment.Index, unit, metrics);
        _entities.AddReference(plan.Unit.Index, unit);
        ref ExperimentBlock block = ref Arena.Write<ExperimentBlock>(experiment.Block);
        ref UnitRow head = ref Arena.Write<UnitRow>(row);
        head.Variant = variant;
        head.ExposedAt = e.Time.Microseconds;
        head.Older = block.Rows;
        block.Rows = row;
        Span<long> values = _units.Values(row, metrics);
        ReadCovariates(experiment, plan, unit, values);
        Span<SampleMoments> sums = Arena.WriteSpan<SampleMoments>(block.Sums, block.SumCount);
        for (int m = 0; m < metrics; m++)
        {
            sums[(variant * metrics) + m].Add(0, values[(m * 2) + 1]);
        }
    }

    private void ReadCovariates(LiveExperiment experiment, ExperimentPlan plan, uint unit, Span<long> values)
    {
        if (experiment.Covariates is not FeatureReader reader)
        {
            return;
        }

        FeatureValue[] read = new FeatureValue[reader.Columns.Count];
        reader.Read(Encoding.UTF8.GetString(_entities.Id(plan.Unit.Index, unit)), read);
        for (int m = 0; m < plan.Metrics.Count; m++)
        {
            if (plan.Metrics[m].Covariate is FeatureColumn column)
            {
                int at = 0;
                while (reader.Columns[at] != column.Name)
                {
                    at++;
                }

                values[(m * 2) + 1] = read[at].IsMissing ? 0 : Scaled(read[at].ToDouble());
            }
        }
    }

    private void Count(EventView e, LiveExperiment experiment, int metric)
    {
        ExperimentPlan plan = experiment.Plan!;
        MetricPlan counted = plan.Metrics[metric];
        uint unit = e.Entity(counted.UnitField.Index);
        uint row = unit == 0 ? 0 : _units.Find(experiment.Index, unit);
        if (row == 0)
        {
            return;
        }

        UnitRow head = Arena.Read<UnitRow>(row);
        if (!counted.Within.IsEver && e.Time.Microseconds - head.ExposedAt > counted.Within.Microseconds)
        {
            return;
        }

        Span<long> values = _units.Values(row, plan.Metrics.Count);
        long before = values[metric * 2];
        long after = Math.Clamp(Next(e, counted, before), -MaxValue, MaxValue);
        if (after != before)
        {
            values[metric * 2] = after;
            ExperimentBlock block = Arena.Read<ExperimentBlock>(experiment.Block);
            Arena.WriteSpan<SampleMoments>(block.Sums, block.SumCount)[(head.Variant * plan.Metrics.Count) + metric]
                .Replace(before, after, values[(metric * 2) + 1]);
        }
    }

    private static long Next(EventView e, MetricPlan metric, long before)
    {
        const long One = (long)SampleMoments.Scale;
        switch (metric.Kind)
        {
            case MetricKind.Any:
                return One;
            case MetricKind.Count:
                return before + One;
            default:
                FieldDefinition field = metric.Value!;
                return before + field.Type.Kind switch
                {
                    ValueKind.Money => Math.Clamp(e.Money(field.Index).Units, -MaxValue, MaxValue),
                    ValueKind.Whole => Scaled(e.Whole(field.Index)),
                    _ => Scaled(e.Number(field.Index)),
                };
        }
    }

    private static long Scaled(double value) => double.IsNaN(value)
        ? 0
        : (long)Math.Clamp(Math.Round(value * SampleMoments.Scale), -MaxValue, MaxValue);

    private void FreeRows()
    {
        int left = RowsFreedPerEvent;
        foreach (LiveExperiment experiment in _experiments)
        {
            if (!experiment.IsStopped || Arena.Read<ExperimentBlock>(experiment.Block).Rows == 0)
            {
                continue;
            }

            ref ExperimentBlock block = ref Arena.Write<ExperimentBlock>(experiment.Block);
            int kind = experiment.Plan?.Unit.Index ?? -1;
            int metrics = experiment.Plan?.Metrics.Count ?? 0;
            while (kind >= 0 && block.Rows != 0 && left-- > 0)
            {
                UnitRow row = Arena.Read<UnitRow>(block.Rows);
                _units.Remove(block.Rows, metrics);
                _entities.Release(kind, row.Unit);
                block.Rows = row.Older;
            }
        }
    }
}
