using System.Text.Json;
using Souk.Core;
using Souk.Core.Definition;

namespace Souk.Experiments.Assignment;

/// <summary>Reads an experiment from JSON and checks it against the marketplace's definition.
/// <c>docs/experiments.md</c> describes the form.</summary>
public static class ExperimentPlanReader
{
    private const long MaxPlannedUnits = 10_000_000_000;

    /// <summary>Reads a plan.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="definition">What events, kinds and features there are.</param>
    /// <param name="errors">All that is wrong, each as <c>path: what would be right</c>; empty if nothing is.</param>
    /// <returns>The plan, or null if there are errors.</returns>
    public static ExperimentPlan? Read(
        ReadOnlySpan<byte> json, MarketplaceDefinition definition, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(definition);
        PlanErrors found = new();
        errors = found.All;
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                found.Add("body", "goes on after the end of the experiment");
            }

            ExperimentPlan? plan = Read(document.RootElement, definition, found);
            return found.All.Count == 0 ? plan : null;
        }
        catch (JsonException e)
        {
            found.Add("body", $"is no JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})");
            return null;
        }
    }

    private static ExperimentPlan? Read(JsonElement root, MarketplaceDefinition definition, PlanErrors errors)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add("body", "must be an object");
            return null;
        }

        errors.Unknown(
            root, "", "name", "unit", "layer", "share", "variants", "metrics", "alpha", "planned_units",
            "stop_at_breach");
        string? name = errors.Text(root, "", "name", required: true);
        string? unitName = errors.Text(root, "", "unit", required: true);
        EntityKind? unit = unitName is null ? null : definition.FindKind(unitName);
        if (unitName is not null && unit is null)
        {
            errors.Add("unit", $"'{unitName}' is no entity kind; kinds are {Names(definition.EntityKinds)}");
        }

        List<VariantPlan> variants = unit is null ? [] : Variants(root, unit, definition, errors);
        List<MetricPlan> metrics = unit is null ? [] : Metrics(root, unit, definition, errors);
        string layer = errors.Text(root, "", "layer", required: false) ?? "default";
        double share = errors.Number(root, "", "share", 0, 1) ?? 1;
        double alpha = errors.Number(root, "", "alpha", 0, 0.5) ?? 0.05;
        double planned = errors.Number(root, "", "planned_units", 0, MaxPlannedUnits) ?? 10_000;
        bool stops = errors.Flag(root, "", "stop_at_breach", fallback: true);
        if (errors.All.Count > 0)
        {
            return null;
        }

        return new ExperimentPlan
        {
            Name = name!,
            Unit = unit!,
            Layer = layer,
            Share = share,
            Variants = variants,
            Metrics = metrics,
            Alpha = alpha,
            PlannedUnits = (long)Math.Ceiling(planned),
            StopsAtBreach = stops,
        };
    }

    private static List<VariantPlan> Variants(
        JsonElement root, EntityKind unit, MarketplaceDefinition definition, PlanErrors errors)
    {
        List<VariantPlan> variants = [];
        foreach ((int i, JsonElement element) in
            errors.Objects(root, "", "variants", 2, ExperimentPlan.MaxVariants).Index())
        {
            string path = $"variants[{i}]";
            errors.Unknown(element, path, "name", "weight", "surfaces");
            string? name = errors.Text(element, path, "name", required: true);
            double weight = errors.Number(element, path, "weight", 0, 1_000_000) ?? 1;
            if (variants.Any(v => v.Name == name))
            {
                errors.Add($"{path}.name", $"'{name}' is the name of an earlier variant");
            }

            variants.Add(new VariantPlan(name ?? string.Empty, weight)
            {
                Surfaces = SurfaceChangeReader.Read(element, path, unit, definition, errors),
            });
        }

        return variants;
    }

    private static List<MetricPlan> Metrics(
        JsonElement root, EntityKind unit, MarketplaceDefinition definition, PlanErrors errors)
    {
        List<MetricPlan> metrics = [];
        foreach ((int i, JsonElement element) in
            errors.Objects(root, "", "metrics", 1, ExperimentPlan.MaxMetrics).Index())
        {
            string path = $"metrics[{i}]";
            if (Metric(element, path, unit, definition, errors) is MetricPlan metric)
            {
                if (metrics.Any(m => m.Name == metric.Name))
                {
                    errors.Add($"{path}.name", $"'{metric.Name}' is the name of an earlier metric");
                }

                metrics.Add(metric);
            }
        }

        return metrics;
    }

    private static MetricPlan? Metric(
        JsonElement element, string path, EntityKind unit, MarketplaceDefinition definition, PlanErrors errors)
    {
        errors.Unknown(
            element, path, "name", "event", "unit_field", "kind", "value", "within", "covariate", "max_harm",
            "higher_is_better");
        string? name = errors.Text(element, path, "name", required: true);
        string? eventName = errors.Text(element, path, "event", required: true);
        EventType? type = eventName is null ? null : definition.FindEventType(eventName);
        if (eventName is not null && type is null)
        {
            errors.Add($"{path}.event", $"'{eventName}' is no event type");
        }

        MetricKind? kind = Kind(element, path, errors);
        Duration within = Within(element, path, errors);
        double? harm = errors.Number(element, path, "max_harm", 0, 1);
        bool higherIsBetter = errors.Flag(element, path, "higher_is_better", fallback: true);
        FeatureColumn? covariate = Covariate(element, path, unit, definition, errors);
        if (type is null || name is null || kind is null)
        {
            return null;
        }

        FieldDefinition? unitField = UnitField(element, path, type, unit, errors);
        FieldDefinition? value = kind == MetricKind.Sum ? Value(element, path, type, errors) : null;
        return unitField is null || (kind == MetricKind.Sum && value is null)
            ? null
            : new MetricPlan(name, type, unitField, kind.Value, value, within, covariate, harm, higherIsBetter);
    }

    private static MetricKind? Kind(JsonElement element, string path, PlanErrors errors)
    {
        switch (errors.Text(element, path, "kind", required: true))
        {
            case "any":
                return MetricKind.Any;
            case "count":
                return MetricKind.Count;
            case "sum":
                return MetricKind.Sum;
            case string other:
                errors.Add($"{path}.kind", $"'{other}' is none of any, count, sum");
                return null;
            default:
                return null;
        }
    }

    private static Duration Within(JsonElement element, string path, PlanErrors errors)
    {
        string? text = errors.Text(element, path, "within", required: false);
        if (text is null)
        {
            return Duration.Ever;
        }

        if (Duration.TryParse(text, out Duration within) && within > Duration.Zero)
        {
            return within;
        }

        errors.Add($"{path}.within", $"'{text}' is no time span; write one like 7d or 36h");
        return Duration.Ever;
    }

    private static FeatureColumn? Covariate(
        JsonElement element, string path, EntityKind unit, MarketplaceDefinition definition, PlanErrors errors)
    {
        string? name = errors.Text(element, path, "covariate", required: false, longest: 256);
        if (name is null)
        {
            return null;
        }

        FeatureColumn? column = definition.FindColumn(name);
        if (column is null)
        {
            errors.Add($"{path}.covariate", $"'{name}' is no feature column");
            return null;
        }

        bool isOfUnit = column.Feature.Key.Count == 1 && column.Feature.Key[0].Type.Entity == unit;
        bool isNumber = column.Type.Kind is ValueKind.Number or ValueKind.Whole or ValueKind.Money;
        if (!isOfUnit || !isNumber)
        {
            errors.Add($"{path}.covariate", $"'{name}' must be a number that is kept for a {unit.Name} alone");
            return null;
        }

        return column;
    }

    private static FieldDefinition? UnitField(
        JsonElement element, string path, EventType type, EntityKind unit, PlanErrors errors)
    {
        FieldDefinition[] fields = [.. type.EntityFields.Where(f => f.Type.Entity == unit)];
        string? name = errors.Text(element, path, "unit_field", required: false);
        FieldDefinition? field = name is null
            ? fields.Length == 1 ? fields[0] : null
            : fields.FirstOrDefault(f => f.Name == name);
        if (field is null)
        {
            errors.Add(
                $"{path}.unit_field",
                fields.Length == 0
                    ? $"events '{type.Name}' name no {unit.Name}"
                    : $"must be one of {string.Join(", ", fields.Select(f => f.Name))}");
        }

        return field;
    }

    private static FieldDefinition? Value(JsonElement element, string path, EventType type, PlanErrors errors)
    {
        string? name = errors.Text(element, path, "value", required: true);
        FieldDefinition[] fields = [.. type.Fields.Where(f =>
            f.Type.Kind is ValueKind.Number or ValueKind.Whole or ValueKind.Money)];
        FieldDefinition? field = fields.FirstOrDefault(f => f.Name == name);
        if (name is not null && field is null)
        {
            string numbers = string.Join(", ", fields.Select(f => f.Name));
            errors.Add($"{path}.value", $"'{name}' is no number of events '{type.Name}'; numbers are {numbers}");
        }

        return field;
    }

    private static string Names(IEnumerable<EntityKind> kinds) => string.Join(", ", kinds.Select(k => k.Name));
}
