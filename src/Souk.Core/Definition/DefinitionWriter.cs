using System.Security.Cryptography;
using System.Text;

namespace Souk.Core.Definition;

/// <summary>Writes a definition in one canonical form: what it means, without comments, layout and descriptions. The
/// loader reads it back to an equal definition.</summary>
public static class DefinitionWriter
{
    /// <summary>The canonical YAML of a definition.</summary>
    public static string Write(MarketplaceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        StringBuilder text = new();
        Line(text, 0, DefinitionKeys.Name, Quote(definition.Name));
        Line(text, 0, DefinitionKeys.TimeZone, Quote(definition.TimeZone.Id));
        Line(text, 0, DefinitionKeys.BaseCurrency, definition.BaseCurrency);
        Line(text, 0, DefinitionKeys.MaxClockSkew, definition.MaxClockSkew.ToString());
        Line(text, 0, DefinitionKeys.Retention, definition.Retention?.ToString());
        Line(text, 0, DefinitionKeys.IdHorizon, definition.IdHorizon.ToString());
        WriteKinds(text, definition.EntityKinds);
        WriteTypes(text, definition.EventTypes);
        WriteFeatures(text, definition.Features);
        WriteLinks(text, definition.Links);
        SurfaceWriter.Write(text, definition.Surfaces);
        return text.ToString();
    }

    /// <summary>SHA-256 of the canonical form, in lower-case hex.</summary>
    internal static string Fingerprint(MarketplaceDefinition definition) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(definition))));

    private static void WriteKinds(StringBuilder text, IReadOnlyList<EntityKind> kinds)
    {
        Open(text, 0, DefinitionKeys.Entities.Name);
        foreach (EntityKind kind in kinds)
        {
            Open(text, 1, kind.Name);
            Line(text, 2, DefinitionKeys.Retain, kind.Retain?.ToString());
            Open(text, 2, DefinitionKeys.Attributes.Name);
            foreach (AttributeDefinition attribute in kind.Attributes)
            {
                Line(text, 3, attribute.Name, attribute.Type.ToString());
            }
        }
    }

    private static void WriteTypes(StringBuilder text, IReadOnlyList<EventType> types)
    {
        Open(text, 0, DefinitionKeys.Events.Name);
        foreach (EventType type in types)
        {
            Open(text, 1, type.Name);
            Open(text, 2, DefinitionKeys.Fields.Name);
            foreach (FieldDefinition field in type.Fields)
            {
                WriteField(text, field);
            }

            Line(text, 2, DefinitionKeys.Time, type.TimeField?.Name);
            Open(text, 2, DefinitionKeys.Updates.Name);
            foreach (IGrouping<FieldDefinition, ProfileUpdate> updates in type.Updates.GroupBy(u => u.Entity))
            {
                Open(text, 3, updates.Key.Name);
                foreach (ProfileUpdate update in updates)
                {
                    Line(text, 4, update.Attribute.Name, Quote(update.Value.Text));
                }
            }
        }
    }

    private static void WriteField(StringBuilder text, FieldDefinition field)
    {
        string type = field.IsAlwaysPresent ? field.Type.ToString() : $"{field.Type}?";
        if (field.Default is not object preset)
        {
            Line(text, 3, field.Name, Quote(type));
            return;
        }

        Open(text, 3, field.Name);
        Line(text, 4, DefinitionKeys.FieldType, Quote(type));
        Line(text, 4, DefinitionKeys.Default, Quote(DefaultParser.Format(preset)));
    }

    private static void WriteFeatures(StringBuilder text, IReadOnlyList<FeatureDefinition> features)
    {
        Open(text, 0, DefinitionKeys.Features.Name);
        foreach (FeatureDefinition feature in features)
        {
            Open(text, 1, feature.Name);
            if (feature.EventTypes.Count > 0)
            {
                Line(text, 2, FeatureKeys.On, List(feature.EventTypes));
                Line(text, 2, FeatureKeys.By, List(feature.Key.Select(KeyPath)));
            }

            Line(text, 2, FeatureKeys.Of(feature.Aggregate).Key, Operand(feature));
            Line(text, 2, FeatureKeys.Weight, Quote(feature.Weight?.Text));
            Line(text, 2, FeatureKeys.N, feature.N?.ToString());
            Line(text, 2, FeatureKeys.K, feature.K?.ToString());
            Line(text, 2, FeatureKeys.HalfLife, feature.HalfLife?.ToString());
            Line(text, 2, FeatureKeys.Where, Quote(feature.Where));
            // The spelling counts: it names the columns.
            Line(text, 2, FeatureKeys.Windows, feature.Windows.Count == 0 ? null : List(
                feature.Columns.Select(c => c.Name[(feature.Name.Length + 1)..])));
            Line(text, 2, FeatureKeys.Delay, feature.Delay?.ToString());
            Line(text, 2, FeatureKeys.Approximate, feature.Approximate ? "true" : null);
        }
    }

    private static void WriteLinks(StringBuilder text, LinkDefinition links)
    {
        if (links.Carriers.Count == 0)
        {
            return;
        }

        Open(text, 0, DefinitionKeys.Links.Name);
        Line(text, 1, LinkKeys.Strong, links.Strong.ToString());
        Open(text, 1, LinkKeys.Carriers.Name);
        foreach (CarrierDefinition carrier in links.Carriers)
        {
            Open(text, 2, carrier.Kind.Name);
            Line(text, 3, LinkKeys.Weight, carrier.Weight.ToString());
            Line(text, 3, LinkKeys.Hub, carrier.Hub.ToString());
            Line(text, 3, LinkKeys.TimeToLive, carrier.TimeToLive?.ToString());
            Line(text, 3, LinkKeys.Group, carrier.Group);
        }

        WriteLinkEvents(text, LinkKeys.Events, links.Events);
        WriteLinkEvents(text, LinkKeys.Bad, links.Bad);
    }

    private static void WriteLinkEvents(StringBuilder text, DefinitionKey section, IReadOnlyList<LinkEvent> events)
    {
        Open(text, 1, section.Name);
        foreach (LinkEvent e in events)
        {
            Open(text, 2, e.Type.Name);
            Line(text, 3, LinkKeys.Subject, List(e.Subjects.Select(f => f.Name)));
            Line(text, 3, LinkKeys.Where, Quote(e.Where?.Text));
        }
    }

    private static string Operand(FeatureDefinition feature) => feature.Aggregate switch
    {
        AggregateKind.Ratio => List(feature.RatioOf),
        AggregateKind.Derived => Quote(feature.Derived)!,
        _ => Quote(feature.ValueExpression) ?? "true",
    };

    // The path that finds the part in every event type: the field's name where all have the same, else the kind's.
    private static string KeyPath(KeyPart part)
    {
        KeySource first = part.Sources[0];
        string field = part.Sources.All(s => s.Field.Name == first.Field.Name)
            ? first.Field.Name
            : first.Field.Type.Entity!.Name;
        return first.Attribute is null ? field : $"{field}.{first.Attribute.Name}";
    }

    internal static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    internal static void Open(StringBuilder text, int depth, string name) =>
        text.Append(' ', 2 * depth).Append(name).Append(":\n");

    internal static void Line(StringBuilder text, int depth, DefinitionKey key, string? value) =>
        Line(text, depth, key.Name, value);

    internal static void Line(StringBuilder text, int depth, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(' ', 2 * depth).Append(name).Append(": ").Append(value).Append('\n');
        }
    }

    // Double-quoted, with everything outside printable ASCII escaped.
    internal static string? Quote(string? value)
    {
        if (value is null)
        {
            return null;
        }

        StringBuilder quoted = new("\"");
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' or > '~' => quoted.Append($"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
