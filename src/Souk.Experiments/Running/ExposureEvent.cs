using Souk.Core.Definition;

namespace Souk.Experiments.Running;

/// <summary>The event type by which a marketplace says that a unit met a variant: named <c>exposure</c>, with the text
/// fields <c>experiment</c> and <c>variant</c> and one field for each kind of unit.</summary>
internal sealed record ExposureEvent(EventType Type, int Experiment, int Variant)
{
    internal const string TypeName = "exposure";

    internal static ExposureEvent? Of(MarketplaceDefinition definition)
    {
        EventType? type = definition.FindEventType(TypeName);
        FieldDefinition? experiment = type?.FindField("experiment");
        FieldDefinition? variant = type?.FindField("variant");
        return type is not null && experiment?.Type.Kind == ValueKind.Text && variant?.Type.Kind == ValueKind.Text
            ? new ExposureEvent(type, experiment.Index, variant.Index)
            : null;
    }

    /// <summary>The field that names a unit of a kind, or −1.</summary>
    internal int FieldOf(EntityKind unit)
    {
        FieldDefinition[] fields = [.. Type.EntityFields.Where(f => f.Type.Entity == unit)];
        return fields.Length == 1 ? fields[0].Index : -1;
    }
}
