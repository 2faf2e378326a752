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

    /// <summary>A week in the unit of times since.</summary>
    internal const float WeekInSeconds = 7 * 86_400;

    /// <summary>A week in the unit of ages of components.</summary>
    internal const float WeekInDays = 7;

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

    /// <summary>What is larger counts as this: a week, in the column's unit, of what grows with the clock where nothing
    /// happens, as the time since a first event does. All that was there when the log began grows older every day, and
    /// would always be more frequent than before.</summary>
    internal float Most { get; private init; } = float.PositiveInfinity;

    internal bool IsCategorical => Kind is RowColumnKind.Flag or RowColumnKind.Text;

    /// <summary>How many categories there are so far.</summary>
    internal int Categories => _texts.Count;

    private bool CanRead => _number is not null || _flag is not null || _text is not null;

    /// <summary>The column of a path; null where values of its kind are no cells, or the path cannot be
    /// read.</summary>
    internal static RowColumn? Of(
        string path, ValueKind kind, CelSchema<DecisionContext> schema, float most = float.PositiveInfinity)
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
            : new RowColumn(path, found, schema) { Most = found == RowColumnKind.Age ? WeekInSeconds : most } is
            { CanRead: true } column ? column : null;
    }

    /// <summary>Whether the event names an entity, such as an order paid for.</summary>
    internal static RowColumn PresenceOf(string path, CelSchema<DecisionContext> schema) =>
        new($"has({path})", RowColumnKind.Flag, schema);

    /// <summary>The cell: the number or the category's code, NaN where missing.</summary>
    internal float Read(DecisionContext context)
    {
        if (_number is not null)
        {
            CelResult<double> number = _number.Evaluate(context);
            return number.HasValue && float.IsFinite((float)number.Value)
                ? Math.Min((float)number.Value, Most) : float.NaN;
        }

        if (_flag is not null)
        {
            CelResult<bool> flag = _flag.Evaluate(context);
            return !flag.HasValue ? float.NaN : flag.Value ? 1 : 0;
        }

        CelResult<string> text = _text!.Evaluate(context);
        return text.HasValue ? CodeOf(text.Value) : float.NaN;
    }

    /// <summary>Conditions on columns in CEL; null where one cannot be said.</summary>
    internal static string? ToCel(IReadOnlyList<RowColumn> columns, IReadOnlyList<RowCondition> conditions)
    {
        string?[] parts = [.. conditions.Select(c => columns[c.Column].ToCel(c))];
        return parts.Contains(null) ? null : string.Join(" && ", parts);
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
        : cell == Most ? "a week or more"
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

        string text = ((float)value).ToString("R", CultureInfo.InvariantCulture);
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
