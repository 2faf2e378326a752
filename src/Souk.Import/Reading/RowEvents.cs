using System.Globalization;
using System.Text;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Expressions;
using Souk.Import.Mapping;
using Souk.Log;

namespace Souk.Import.Reading;

/// <summary>Makes the events of rows, or says why a row cannot be taken. One thread at a time.</summary>
internal sealed class RowEvents
{
    private readonly ImportMapping _mapping;
    private readonly EventEncoder _encoder = new();
    private readonly CelProgram<Row, CelValue> _time;
    private readonly List<Maker> _makers = [];
    private readonly LogTime _latest;

    internal RowEvents(ImportMapping mapping, string mappingFile, IReadOnlyList<string> columns, LogTime latest)
    {
        _mapping = mapping;
        _latest = latest;
        RowCompiler compiler = new(columns, mappingFile);
        _time = compiler.Value(mapping.Time);
        for (int i = 0; i < mapping.Events.Count; i++)
        {
            MappedEvent e = mapping.Events[i];
            _makers.Add(new Maker(
                i, e.Type,
                e.When is null ? null : compiler.Condition(e.When),
                e.Id is null ? null : compiler.Value(e.Id),
                [.. e.Fields.Select(f => (f.Field, compiler.Value(f.Value)))]));
        }
    }

    /// <summary>Adds the events of a row to a batch.</summary>
    /// <param name="row">The row.</param>
    /// <param name="batch">Where to; an error leaves the events before it there.</param>
    /// <param name="times">Each added event's time.</param>
    /// <returns>Null, or why the row is refused.</returns>
    internal string? Make(Row row, EventBatch batch, List<LogTime> times)
    {
        CelResult<CelValue> written = _time.Evaluate(row);
        if (!written.HasValue)
        {
            return "has no time";
        }

        string text = TextOf(written.Value);
        if (_mapping.TimeForm.Parse(text) is not LogTime time)
        {
            return $"has the time '{Shown.Of(text)}', which is not of the mapping's format";
        }

        if (time.Microseconds < 0 || time > _latest)
        {
            return $"has the time {time}, which is before 1970 or in the future";
        }

        foreach (Maker maker in _makers)
        {
            if (maker.When is not null && !maker.When.Evaluate(row).ValueOr(false))
            {
                continue;
            }

            if (Make(maker, row, time, batch) is string problem)
            {
                return problem;
            }

            times.Add(time);
        }

        return null;
    }

    private string? Make(Maker maker, Row row, LogTime time, EventBatch batch)
    {
        _encoder.Begin(maker.Type);
        string id = $"{row.File}:{row.Line}:{maker.Index}";
        if (maker.Id is not null)
        {
            CelResult<CelValue> given = maker.Id.Evaluate(row);
            if (!given.HasValue)
            {
                return $"gives no id: {given.Error.Message}";
            }

            id = TextOf(given.Value);
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(id);
        if (utf8.Length is 0 or > EventEncoder.MaxIdBytes)
        {
            return $"gives an id of {utf8.Length} bytes; 1 to {EventEncoder.MaxIdBytes} are allowed";
        }

        _encoder.Identify(utf8, time);
        foreach ((FieldDefinition field, CelProgram<Row, CelValue> program) in maker.Fields)
        {
            CelResult<CelValue> value = program.Evaluate(row);
            if (value.HasValue)
            {
                if (Set(field, value.Value) is string problem)
                {
                    return $"{field.Name} {problem}";
                }
            }
            else if (value.Error.Code != CelErrorCode.NoSuchField)
            {
                return $"{field.Name}: {value.Error.Message}";
            }
        }

        FieldDefaults.Apply(_encoder, maker.Type);
        if (_encoder.FirstMissing() is FieldDefinition missing)
        {
            return $"gives no {missing.Name}, which an event '{maker.Type.Name}' needs";
        }

        _encoder.End(batch, time);
        return null;
    }

    private string? Set(FieldDefinition field, CelValue value)
    {
        string text = TextOf(value);
        switch (field.Type.Kind)
        {
            case ValueKind.Text or ValueKind.Entity:
                int limit = field.Type.Kind == ValueKind.Entity ? EntityTable.MaxIdBytes : EntityTable.MaxTextBytes;
                int length = Encoding.UTF8.GetByteCount(text);
                if (length > limit || (length == 0 && field.Type.Kind == ValueKind.Entity))
                {
                    return $"has {length} bytes; it must have 1 to {limit}";
                }

                _encoder.SetText(field.Index, text);
                return null;
            case ValueKind.Number:
                double number = value.Kind == CelKind.Double ? value.AsDouble
                    : double.TryParse(
                        text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : double.NaN;
                _encoder.SetNumber(field.Index, double.IsFinite(number) ? number : 0);
                return double.IsFinite(number) ? null : $"is '{Shown.Of(text)}', not a number";
            case ValueKind.Whole:
                bool isWhole = long.TryParse(
                    text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole);
                _encoder.SetWhole(field.Index, whole);
                return isWhole ? null : $"is '{Shown.Of(text)}', not a whole number";
            case ValueKind.Money:
                return SetMoney(field, value, text);
            case ValueKind.Flag:
                bool? flag = text.ToLowerInvariant() switch
                {
                    "true" or "1" or "yes" => true,
                    "false" or "0" or "no" => false,
                    _ => null,
                };
                _encoder.SetFlag(field.Index, flag ?? false);
                return flag is null ? $"is '{Shown.Of(text)}', not true or false" : null;
            case ValueKind.Time:
                LogTime? time = _mapping.TimeForm.Parse(text);
                _encoder.SetTime(field.Index, time ?? default);
                return time is null ? $"is '{Shown.Of(text)}', no time of the mapping's format" : null;
            default:
                return "is a list; lists cannot be imported from columns";
        }
    }

    private string? SetMoney(FieldDefinition field, CelValue value, string text)
    {
        Money money;
        if (value.Kind == CelKind.Double)
        {
            if (!double.IsFinite(value.AsDouble) || Math.Abs(value.AsDouble) > 1e14)
            {
                return $"is {text}, beyond the range of money";
            }

            money = Money.FromDecimal(Math.Round((decimal)value.AsDouble, Money.DecimalPlaces));
        }
        else if (!Money.TryParse(text, out money))
        {
            return $"is '{Shown.Of(text)}', not an amount of money with at most {Money.DecimalPlaces} decimal places";
        }

        _encoder.SetMoney(field.Index, money);
        return null;
    }

    private static string TextOf(CelValue value) => value.Kind switch
    {
        CelKind.String => value.AsString,
        CelKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => value.AsDouble.ToString("R", CultureInfo.InvariantCulture),
        CelKind.Bool => value.AsBool ? "true" : "false",
        _ => value.ToString(),
    };

    private sealed record Maker(
        int Index,
        EventType Type,
        CelProgram<Row, bool>? When,
        CelProgram<Row, CelValue>? Id,
        (FieldDefinition Field, CelProgram<Row, CelValue> Value)[] Fields);
}
