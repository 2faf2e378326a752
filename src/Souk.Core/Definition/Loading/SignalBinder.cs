using System.Globalization;

namespace Souk.Core.Definition;

/// <summary>Makes the signals of a surface.</summary>
internal sealed class SignalBinder(ErrorList errors, IReadOnlyDictionary<string, EventType> types)
{
    /// <summary>Binds the section; signals that are wrong are left out.</summary>
    internal List<SignalDefinition> Bind(YamlMapping surface, EntityKind actor, EntityKind of)
    {
        List<SignalDefinition> signals = [];
        foreach ((YamlScalar name, YamlNode value) in surface.Mapping(SurfaceKeys.Signals)?.Entries ?? [])
        {
            if (BindSignal(name, value, actor, of) is SignalDefinition signal)
            {
                signals.Add(signal);
            }
        }

        if (signals.Count > 0 && signals.TrueForAll(s => s.Weight <= 0))
        {
            errors.Add(surface.Find(SurfaceKeys.Signals)!, "no signal has a weight above 0; at least one must");
        }

        return signals;
    }

    private SignalDefinition? BindSignal(YamlScalar name, YamlNode value, EntityKind actor, EntityKind of)
    {
        if (!types.TryGetValue(name.Value, out EventType? type))
        {
            errors.Add(name, $"no event type '{name.Value}'{Suggestion.For(name.Value, types.Keys, "event types")}");
            return null;
        }

        YamlMapping? node = value as YamlMapping;
        YamlScalar? weight = node?.Scalar(SurfaceKeys.Weight) ?? value as YamlScalar;
        FieldDefinition? subject = Field(name, node?.Scalar(SurfaceKeys.Subject), type, actor, "subject");
        FieldDefinition? target = Field(name, node?.Scalar(SurfaceKeys.Object), type, of, "object");
        if (subject is null || target is null
            || !double.TryParse(weight?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed))
        {
            return null;
        }

        if (subject == target)
        {
            errors.Add(name, $"the subject and the object of '{type.Name}' are the same field '{subject.Name}'");
            return null;
        }

        return new SignalDefinition(type, parsed, subject, target);
    }

    private FieldDefinition? Field(YamlScalar at, YamlScalar? named, EventType type, EntityKind kind, string role)
    {
        List<FieldDefinition> found = [.. type.EntityFields.Where(f => f.Type.Entity == kind)];
        if (named is not null)
        {
            FieldDefinition? field = found.Find(f => f.Name == named.Value);
            if (field is null)
            {
                string hint = Suggestion.For(
                    named.Value, found.Select(f => f.Name), $"fields that name one {kind.Name}");
                errors.Add(named, $"no field '{named.Value}' of kind '{kind.Name}' on event '{type.Name}'{hint}");
            }

            return field;
        }

        if (found.Count != 1)
        {
            errors.Add(at, found.Count == 0
                ? $"the event '{type.Name}' names no {kind.Name}, so it is no signal here"
                : $"the event '{type.Name}' names {found.Count} of kind {kind.Name}; say which is the {role} with "
                    + $"'{role}'");
            return null;
        }

        return found[0];
    }
}
