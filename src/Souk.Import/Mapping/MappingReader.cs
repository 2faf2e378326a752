using System.Text;
using Souk.Core.Definition;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Import.Mapping;

/// <summary>Reads a mapping file against a definition: all errors at once, each with its place. What the expressions
/// say is checked when the columns are known, at the first file.</summary>
public sealed class MappingReader
{
    private readonly MarketplaceDefinition _definition;
    private readonly ErrorList _errors;
    private readonly ImportMapping _mapping = new();

    private MappingReader(MarketplaceDefinition definition, string file)
    {
        _definition = definition;
        _errors = new ErrorList(file);
    }

    /// <summary>Reads a mapping.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="definition">The definition that the events are of.</param>
    /// <exception cref="InvalidDataException">It has errors; the message lists them all.</exception>
    public static ImportMapping Read(string text, string file, MarketplaceDefinition definition)
    {
        MappingReader reader = new(definition, file);
        if (YamlReader.Read(text, reader._errors) is YamlMapping root)
        {
            reader.ReadRoot(root);
        }

        return reader._errors.Count == 0
            ? reader._mapping
            : throw new InvalidDataException(string.Join('\n', reader._errors.Sorted()));
    }

    private void ReadRoot(YamlMapping root)
    {
        string[] known = ["format", "delimiter", "encoding", "columns", "sorted", "time", "events"];
        foreach ((YamlScalar key, YamlNode value) in root.Entries)
        {
            switch (key.Value)
            {
                case "format":
                    ReadFormat(value);
                    break;
                case "delimiter":
                    ReadDelimiter(value);
                    break;
                case "encoding":
                    ReadEncoding(value);
                    break;
                case "columns":
                    _mapping.Columns = [.. Scalars(value, "a list of column names").Select(s => s.Value)];
                    break;
                case "sorted":
                    _mapping.IsSorted = Flag(value);
                    break;
                case "time":
                    ReadTime(value);
                    break;
                case "events":
                    ReadEvents(value);
                    break;
                default:
                    _errors.Add(key, $"there is no key '{key.Value}'{Suggestion.For(key.Value, known, "keys")}");
                    break;
            }
        }

        if (_mapping.Time is null && _errors.Count == 0)
        {
            _errors.Add(
                root, "'time' is missing: it names the column with a row's time, such as { column: at, format: unix }");
        }

        if (_mapping.Events.Count == 0 && _errors.Count == 0)
        {
            _errors.Add(root, "'events' is missing: it lists the events that each row becomes");
        }
    }

    private void ReadFormat(YamlNode node)
    {
        if (node is YamlScalar scalar && Enum.TryParse(scalar.Value, ignoreCase: true, out RowFormat format)
            && Enum.IsDefined(format) && !char.IsDigit(scalar.Value[0]))
        {
            _mapping.Format = format;
            _mapping.Delimiter = format == RowFormat.Tsv ? '\t' : _mapping.Delimiter;
            return;
        }

        _errors.Add(node, $"{node.What} is no format; csv, tsv and ndjson are");
    }

    private void ReadDelimiter(YamlNode node)
    {
        if (node is YamlScalar { Value.Length: 1 } scalar && scalar.Value[0] is not ('"' or '\n' or '\r'))
        {
            _mapping.Delimiter = scalar.Value[0];
            return;
        }

        _errors.Add(node, $"{node.What} is no delimiter; it must be one character");
    }

    private void ReadEncoding(YamlNode node)
    {
        switch ((node as YamlScalar)?.Value)
        {
            case "utf-8":
                break;
            case "latin-1":
                _mapping.Encoding = Encoding.Latin1;
                break;
            default:
                _errors.Add(node, $"{node.What} is no known encoding; utf-8 and latin-1 are");
                break;
        }
    }

    private void ReadTime(YamlNode node)
    {
        string format = "iso";
        TimeZoneInfo zone = TimeZoneInfo.Utc;
        LogTime epoch = new(0);
        MappedText? text = null;
        if (node is not YamlMapping time)
        {
            _errors.Add(node, $"{node.What} is no time; write {{ column: at, format: iso }}");
            return;
        }

        foreach ((YamlScalar key, YamlNode value) in time.Entries)
        {
            string written = (value as YamlScalar)?.Value ?? string.Empty;
            switch (key.Value)
            {
                case "column":
                    text = Expression(value);
                    break;
                case "format":
                    format = written;
                    break;
                case "zone" when TimeZoneInfo.TryFindSystemTimeZoneById(written, out TimeZoneInfo? found):
                    zone = found;
                    break;
                case "zone":
                    _errors.Add(value, $"'{written}' is no time zone; write one such as Europe/London");
                    break;
                case "epoch" when Rfc3339.TryParse(Encoding.UTF8.GetBytes(written), out LogTime start):
                    epoch = start;
                    break;
                case "epoch":
                    _errors.Add(value, $"'{written}' is no time; write one such as 2018-04-01T00:00:00Z");
                    break;
                default:
                    _errors.Add(key, "there is no key " +
                        $"'{key.Value}'{Suggestion.For(key.Value, ["column", "format", "zone", "epoch"], "keys")}");
                    break;
            }
        }

        if (text is null)
        {
            _errors.Add(node, "'column' is missing: it names the column with the time");
            return;
        }

        _mapping.Time = text;
        _mapping.TimeForm = new TimeForm(format, zone, epoch);
    }

    private void ReadEvents(YamlNode node)
    {
        if (node is not YamlSequence events)
        {
            _errors.Add(node, $"{node.What} is no list of events");
            return;
        }

        foreach (YamlNode item in events.Items)
        {
            if (item is YamlMapping mapping)
            {
                ReadEvent(mapping);
            }
            else
            {
                _errors.Add(item, $"{item.What} is no event; write {{ type: view, fields: {{ ... }} }}");
            }
        }
    }

    private void ReadEvent(YamlMapping node)
    {
        EventType? type = null;
        MappedText? when = null;
        MappedText? id = null;
        YamlMapping? fields = null;
        foreach ((YamlScalar key, YamlNode value) in node.Entries)
        {
            switch (key.Value)
            {
                case "type":
                    type = TypeOf(value);
                    break;
                case "when":
                    when = Expression(value);
                    break;
                case "id":
                    id = Expression(value);
                    break;
                case "fields":
                    fields = value as YamlMapping;
                    break;
                default:
                    _errors.Add(key, "there is no key " +
                        $"'{key.Value}'{Suggestion.For(key.Value, ["type", "when", "id", "fields"], "keys")}");
                    break;
            }
        }

        if (type is null)
        {
            _errors.Add(node, "'type' is missing or unknown: it names the event type");
            return;
        }

        List<(FieldDefinition, MappedText)> mapped = [];
        foreach ((YamlScalar key, YamlNode value) in fields?.Entries ?? [])
        {
            if (type.FindField(key.Value) is not FieldDefinition field)
            {
                _errors.Add(
                    key, $"'{type.Name}' has no field " +
                        $"'{key.Value}'{Suggestion.For(key.Value, type.Fields.Select(f => f.Name), "fields")}");
            }
            else if (Expression(value) is MappedText expression)
            {
                mapped.Add((field, expression));
            }
        }

        foreach (FieldDefinition field in type.Fields.Where(f => f.Required && mapped.TrueForAll(m => m.Item1 != f)))
        {
            _errors.Add(node, $"the field '{field.Name}' of '{type.Name}' is required and not mapped");
        }

        _mapping.Events.Add(new MappedEvent(type, when, id, mapped));
    }

    private EventType? TypeOf(YamlNode node)
    {
        string name = (node as YamlScalar)?.Value ?? string.Empty;
        if (_definition.FindEventType(name) is EventType type)
        {
            return type;
        }

        _errors.Add(node, "there is no event type " +
            $"'{name}'{Suggestion.For(name, _definition.EventTypes.Select(t => t.Name), "event types")}");
        return null;
    }

    private MappedText? Expression(YamlNode node)
    {
        if (node is YamlScalar { IsEmpty: false } scalar)
        {
            return new MappedText(scalar.Value, node.Line, node.Column);
        }

        _errors.Add(node, $"{node.What} is no expression; write a column's name or an expression over columns");
        return null;
    }

    private bool Flag(YamlNode node)
    {
        if (node is YamlScalar { Value: "true" or "false" } scalar)
        {
            return scalar.Value == "true";
        }

        _errors.Add(node, $"{node.What} is not true or false");
        return false;
    }

    private IEnumerable<YamlScalar> Scalars(YamlNode node, string what)
    {
        if (node is YamlSequence list && list.Items.All(i => i is YamlScalar))
        {
            return list.Items.Cast<YamlScalar>();
        }

        _errors.Add(node, $"{node.What} is not {what}");
        return [];
    }
}
