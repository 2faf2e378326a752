using System.Linq.Expressions;
using System.Reflection;
using Souk.Core.Definition;
using Souk.Expressions;

namespace Souk.Features.Reading;

/// <summary>The values of columns, by their index in the definition, as expressions see them: derived features, the
/// rules of policies, the tags of surfaces. Reused for every read; one thread at a time.</summary>
public sealed class ColumnValues
{
    private readonly FeatureValue[] _values;

    /// <summary>Makes room for the columns of a definition; all are missing at first.</summary>
    /// <param name="columns">How many columns the definition has.</param>
    public ColumnValues(int columns) => _values = new FeatureValue[columns];

    internal Span<FeatureValue> All => _values;

    /// <summary>Declares a column with its getters in a schema whose programs find the values in a context.</summary>
    /// <typeparam name="TContext">What the programs read.</typeparam>
    /// <param name="fields">Where to declare it.</param>
    /// <param name="name">Under which name.</param>
    /// <param name="column">The column.</param>
    /// <param name="values">Where the context has the values.</param>
    public static void Declare<TContext>(
        CelObjectBuilder<TContext> fields,
        string name,
        FeatureColumn column,
        Expression<Func<TContext, ColumnValues>> values)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(values);
        Expression<Func<TContext, T>> Getter<T>(string getter) =>
            Expression.Lambda<Func<TContext, T>>(
                Expression.Call(values.Body, MethodOf(getter), Expression.Constant(column.Index)), values.Parameters);

        Expression<Func<TContext, bool>> present = Getter<bool>(nameof(Has));
        switch (column.Type.Kind)
        {
            case ValueKind.Whole:
                fields.Field(name, Getter<long>(nameof(Whole)), present);
                break;
            case ValueKind.Flag:
                fields.Field(name, Getter<bool>(nameof(Flag)), present);
                break;
            case ValueKind.Text or ValueKind.Entity:
                fields.Field(name, Getter<string>(nameof(Text)), present);
                break;
            case ValueKind.Time:
                fields.Field(name, Getter<CelTimestamp>(nameof(Time)), present);
                break;
            case ValueKind.List:
                CelType list = CelType.List(ElementType(column.Type.Element!.Kind));
                fields.Field(name, Getter<CelList>(nameof(List)), present, list);
                break;
            default:
                fields.Field(name, Getter<double>(nameof(Number)), present);
                break;
        }
    }

    internal bool Has(int column) => !_values[column].IsMissing;

    internal double Number(int column) => _values[column].ToDouble();

    internal long Whole(int column) => _values[column].Whole;

    internal bool Flag(int column) => _values[column].Flag;

    internal string Text(int column) => _values[column].Text;

    internal CelTimestamp Time(int column)
    {
        (long seconds, long rest) = Math.DivRem(_values[column].Whole, 1_000_000);
        return rest < 0
            ? CelTimestamp.FromUnixSeconds(seconds - 1, (int)(rest + 1_000_000) * 1000)
            : CelTimestamp.FromUnixSeconds(seconds, (int)rest * 1000);
    }

    internal CelList List(int column) => CelList.Over([.. _values[column].List.Select(ToCel)]);

    private static MethodInfo MethodOf(string getter) =>
        typeof(ColumnValues).GetMethod(getter, BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static CelType ElementType(ValueKind kind) => kind switch
    {
        ValueKind.Whole => CelType.Int,
        ValueKind.Flag => CelType.Bool,
        ValueKind.Text or ValueKind.Entity => CelType.String,
        _ => CelType.Double,
    };

    private static CelValue ToCel(FeatureValue value) => value.Kind switch
    {
        ValueKind.Whole => CelValue.FromInt(value.Whole),
        ValueKind.Flag => CelValue.FromBool(value.Flag),
        ValueKind.Text or ValueKind.Entity => CelValue.FromString(value.Text),
        _ => CelValue.FromDouble(value.ToDouble()),
    };
}
