using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Features.Reading;

namespace Souk.Features.Training;

/// <summary>Writes a training set as CSV (RFC 4180): <c>position,time,event_id</c>, the columns, then
/// <c>label,mature</c> if there is a label. Missing values are empty; numbers read back to the same double; lists are
/// joined by semicolons.</summary>
public sealed class TrainingCsvWriter : IDisposable
{
    private const string Newline = "\r\n";
    private const int NumberLength = 32;

    private readonly TextWriter _output;
    private readonly bool _hasLabel;
    private readonly char[] _number = new char[NumberLength];

    /// <summary>Writes the header.</summary>
    /// <param name="output">Where to; disposed with the writer.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="hasLabel">Whether rows have labels.</param>
    public TrainingCsvWriter(TextWriter output, IReadOnlyList<string> columns, bool hasLabel)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(columns);
        _output = output;
        _hasLabel = hasLabel;
        _output.Write("position,time,event_id");
        foreach (string column in columns)
        {
            _output.Write(',');
            WriteText(column);
        }

        _output.Write(hasLabel ? ",label,mature" + Newline : Newline);
    }

    /// <summary>Writes a row.</summary>
    public void Write(TrainingRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        WriteNumber(row.Position.Value);
        _output.Write(',');
        _output.Write(row.Time.ToString());
        _output.Write(',');
        WriteText(row.EventId);
        for (int i = 0; i < row.Values.Count; i++)
        {
            _output.Write(',');
            WriteValue(row.Values[i]);
        }

        if (_hasLabel)
        {
            _output.Write(row.Label == 1 ? ",1," : ",0,");
            _output.Write(row.IsMature ? "1" : "0");
        }

        _output.Write(Newline);
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void WriteValue(FeatureValue value)
    {
        if (value.IsMissing)
        {
            return;
        }

        switch (value.Kind)
        {
            case ValueKind.Whole:
                WriteNumber(value.Whole);
                break;
            case ValueKind.Number:
                WriteNumber(value.Number);
                break;
            case ValueKind.List:
                WriteText(string.Join(';', value.List));
                break;
            default:
                WriteText(value.ToString());
                break;
        }
    }

    private void WriteNumber<T>(T number)
        where T : ISpanFormattable
    {
        number.TryFormat(_number, out int length, default, CultureInfo.InvariantCulture);
        _output.Write(_number, 0, length);
    }

    private void WriteText(string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            _output.Write(text);
            return;
        }

        _output.Write('"');
        _output.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        _output.Write('"');
    }
}
