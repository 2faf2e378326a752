using System.Globalization;
using System.Linq.Expressions;
using Souk.Core.Definition;
using Souk.Expressions;

namespace Souk.Import.Mapping;

/// <summary>
/// Compiles the expressions of a mapping over the columns of a file. A column is a name with its text; characters of
/// its name that an expression cannot have are written as _. An empty value is absent: reading it without has() leaves
/// the field without a value. number(text) and whole(text) read numbers.
/// </summary>
internal sealed class RowCompiler
{
    private readonly CelSchema<Row> _schema;
    private readonly string _file;

    internal RowCompiler(IReadOnlyList<string> columns, string mappingFile)
    {
        _file = mappingFile;
        CelSchemaBuilder<Row> builder = new();
        HashSet<string> taken = [];
        for (int i = 0; i < columns.Count; i++)
        {
            int column = i;
            string name = NameOf(columns[i]);
            if (!taken.Add(name))
            {
                throw new InvalidDataException(
                    $"The columns '{columns[i]}' and another are both called {name} in expressions.");
            }

            builder.Field(name, r => r.Get(column), r => r.Has(column));
        }

        builder.Function("number", (Expression<Func<string, CelResult<double>>>)(t => Number(t)));
        builder.Function("whole", (Expression<Func<string, CelResult<long>>>)(t => Whole(t)));
        _schema = builder.Build();
    }

    /// <summary>The name of a column in expressions.</summary>
    internal static string NameOf(string column)
    {
        string name = string.Concat(column.Trim().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }

    /// <summary>Compiles an expression of any type.</summary>
    /// <exception cref="InvalidDataException">It is wrong; the message has its place in the mapping.</exception>
    internal CelProgram<Row, CelValue> Value(MappedText text) => Compile<CelValue>(text);

    /// <summary>Compiles a condition.</summary>
    internal CelProgram<Row, bool> Condition(MappedText text) => Compile<bool>(text);

    private CelProgram<Row, T> Compile<T>(MappedText text)
    {
        CelCompilation<Row, T> compiled = _schema.Compile<T>(text.Text);
        return compiled.Program ?? throw new InvalidDataException(string.Join('\n', compiled.Diagnostics.Select(d =>
            $"{_file}:{text.Line + d.Line - 1}:{(d.Line == 1 ? text.Column + d.Column - 1 : d.Column)}: {d.Message}")));
    }

    private static CelResult<double> Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? CelResult<double>.Ok(value)
            : CelResult<double>.Failed(CelFault.Of(CelErrorCode.InvalidArgument, $"'{text}' is no number"));

    private static CelResult<long> Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? CelResult<long>.Ok(value)
            : CelResult<long>.Failed(CelFault.Of(CelErrorCode.InvalidArgument, $"'{text}' is no whole number"));
}
