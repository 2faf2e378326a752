using System.Globalization;
using Souk.Core.Definition;
using Souk.Expressions;
using Souk.Learning.Patterns;
using Souk.Risk.Decisions;

namespace Souk.Risk.Patterns;

/// <summary>One value that rules can read, as a column of rows.</summary>
internal sealed class RowColumn
{
    /// <summary>Texts of a column that have a category of their own; the rest share one that no condition
    /// names.</summary>
    internal const int MaxTexts = 200;

    internal const string OtherTexts = "others";

    private readonly CelProgram<DecisionContext, double>? _number;
    private readonly CelProgram<DecisionContext, bool>? _flag;
    private readonly CelProgram<DecisionContext, string>? _text;
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    private RowColumn(string path, RowColumnKind kind, CelSchema<DecisionContext> schema)
    {
        Path = path;
        Kind = kind;
        string cel = ColumnSyntax.ToCel(path);
        _flag = kind == RowColumnKind.Flag ? schema.Compile<bool>(cel).Program : null;
        _text = kind == RowColumnKind.Text ? schema.Compile<string>(cel).Program : null;
        _number = kind switch
        {
            RowColumnKind.Number => schema.Compile<double>(cel).Program,
            RowColumnKind.Whole => schema.Compile<double>($"double({cel})").Program,
            RowColumnKind.Age => schema.Compile<double>($"double(int(event.time) - int({cel}))").Program,
            _ => null,
        };
        if (kind == RowColumnKind.Flag)
        {
            _texts.AddRange(["false", "true"]);
        }
    }

    /// <summary>As a policy writes it, such as <c>card.failures.5m</c>.</summary>
    internal string Path { get; }

    internal RowColumnKind Kind { get; }

    /// <summary>Whether it grows with the clock where nothing happens, as the time since a first event does.</summary>
    internal bool Grows { get; private init; }

    internal bool IsCategorical => Kind is RowColumnKind.Flag or RowColumnKind.Text;

    /// <summary>How many categories there are so far.</summary>
    internal int Categories => _texts.Count;

    private bool CanRead => _number is not null || _flag is not null || _text is not null;

    /// <summary>The column of a path; null where values of its kind are no cells, or the path cannot be
    /// read.</summary>
    internal static RowColumn? Of(
        string path, ValueKind kind, CelSchema<DecisionContext> schema, bool isTimeSinceFirst = false)
    {
        RowColumnKind? known = kind switch
        {
            ValueKind.Number or ValueKind.Money => RowColumnKind.Number,
            ValueKind.Whole => RowColumnKind.Whole,
            ValueKind.Time => RowColumnKind.Age,
            ValueKind.Flag => RowColumnKind.Flag,
            ValueKind.Text => RowColumnKind.Text,
            _ => null,
        };
        return known is not RowColumnKind found ? null
            : new RowColumn(path, found, schema) { Grows = isTimeSinceFirst || found == RowColumnKind.Age } is
            { CanRead: true } column ? column : null;
    }

    /// <summary>The cell: the number or the category's code, NaN where missing.</summary>
    internal float Read(DecisionContext context)
    {
        if (_number is not null)
        {
            CelResult<double> number = _number.Evaluate(context);
            return number.HasValue && float.IsFinite((float)number.Value) ? (float)number.Value : float.NaN;
        }

        if (_flag is not null)
        {
            CelResult<bool> flag = _flag.Evaluate(context);
            return !flag.HasValue ? float.NaN : flag.Value ? 1 : 0;
        }

        CelResult<string> text = _text!.Evaluate(context);
        return text.HasValue ? CodeOf(text.Value) : float.NaN;
    }

    /// <summary>A condition on the column in CEL; null where it cannot be said, as of the rarest texts
    /// together.</summary>
    internal string? ToCel(RowCondition condition)
    {
        string left = Kind == RowColumnKind.Age ? $"int(event.time) - int({Path})" : Path;
        return condition.Kind switch
        {
            ConditionKind.Missing => $"!has({Path})",
            ConditionKind.AtLeast => $"{left} >= {Literal(condition.Value)}",
            ConditionKind.Below => $"{left} < {Literal(condition.Value)}",
            _ when Kind == RowColumnKind.Flag => condition.Value == 1 ? Path : $"!{Path}",
            _ => _texts[(int)condition.Value] is string text && text != OtherTexts
                ? $"{Path} == \"{Escape(text)}\"" : null,
        };
    }

    /// <summary>A cell as people read it.</summary>
    internal string Show(float cell) => float.IsNaN(cell) ? "missing"
        : IsCategorical ? _texts[(int)cell]
        : Kind == RowColumnKind.Age ? TimeSpan.FromSeconds(cell).ToString("c", CultureInfo.InvariantCulture)
        : cell.ToString("G6", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n");

    // Whole numbers at or above 2.3 are those at or above 3, and the same for below.
    private string Literal(double value)
    {
        if (Kind is RowColumnKind.Whole or RowColumnKind.Age)
        {
            return ((long)Math.Ceiling(value)).ToString(CultureInfo.InvariantCulture);
        }

        string text = ((double)(float)value).ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".eE") < 0 ? text + ".0" : text;
    }

    private int CodeOf(string text)
    {
        if (_codes.TryGetValue(text, out int code))
        {
            return code;
        }

        bool isFull = _texts.Count >= MaxTexts;
        string name = isFull ? OtherTexts : text;
        if (!_codes.TryGetValue(name, out code))
        {
            code = _texts.Count;
            _codes.Add(name, code);
            _texts.Add(name);
        }

        return code;
    }
}
