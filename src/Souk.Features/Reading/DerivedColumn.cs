using Souk.Core.Definition;
using Souk.Expressions;
using Souk.Log;

namespace Souk.Features.Reading;

/// <summary>A derived feature's expression, compiled. An expression that gives an error, for example because it reads a
/// missing column without asking <c>has()</c> first, has no value.</summary>
internal sealed class DerivedColumn
{
    private readonly Func<ColumnValues, FeatureValue> _evaluate;

    internal DerivedColumn(MarketplaceDefinition definition, FeatureDefinition feature)
    {
        CelSchemaBuilder<ColumnValues> builder = new();
        Declare(builder, [.. feature.ReadsColumns.Select(c => definition.FindColumn(c)!)], 0);
        _evaluate = Compile(builder.Build(), ColumnSyntax.ToCel(feature.Derived!));
    }

    internal FeatureValue Evaluate(ColumnValues context) => _evaluate(context);

    // Columns by the parts of their names: shopper → orders → h24.
    private static void Declare(CelObjectBuilder<ColumnValues> builder, FeatureColumn[] columns, int depth)
    {
        foreach (IGrouping<string, FeatureColumn> part in columns.GroupBy(c => c.Name.Split('.')[depth]))
        {
            string name = ColumnSyntax.ToMemberName(part.Key);
            FeatureColumn? end = part.FirstOrDefault(c => c.Name.Split('.').Length == depth + 1);
            if (end is not null)
            {
                ColumnValues.Declare(builder, name, end, c => c);
            }
            else
            {
                builder.Object(name, $"feature '{part.Key}'", b => Declare(b, [.. part], depth + 1));
            }
        }
    }

    private static Func<ColumnValues, FeatureValue> Compile(CelSchema<ColumnValues> schema, string source)
    {
        CelCheck check = schema.Check(source);
        CelType type = check.ResultType ?? throw new FormatException(string.Join('\n', check.Diagnostics));
        return type == CelType.Double ? Evaluator<double>(schema, source, OfFinite)
            : type == CelType.Int ? Evaluator<long>(schema, source, FeatureValue.OfWhole)
            : type == CelType.Bool ? Evaluator<bool>(schema, source, FeatureValue.OfFlag)
            : type == CelType.String ? Evaluator<string>(schema, source, FeatureValue.OfText)
            : type == CelType.Timestamp ? Evaluator<CelTimestamp>(schema, source, OfTimestamp)
            : throw new FormatException(
                $"'{source}' gives {type}; a feature is double, int, bool, string or timestamp");
    }

    private static Func<ColumnValues, FeatureValue> Evaluator<T>(
        CelSchema<ColumnValues> schema, string source, Func<T, FeatureValue> wrap)
    {
        CelProgram<ColumnValues, T> program = schema.Compile<T>(source).Require();
        return context =>
        {
            CelResult<T> result = program.Evaluate(context);
            return result.HasValue ? wrap(result.Value) : FeatureValue.Missing;
        };
    }

    private static FeatureValue OfFinite(double value) =>
        double.IsFinite(value) ? FeatureValue.OfNumber(value) : FeatureValue.Missing;

    private static FeatureValue OfTimestamp(CelTimestamp value) =>
        FeatureValue.OfTime(new LogTime((value.Seconds * 1_000_000) + (value.Nanos / 1000)));
}
