using System.Text;
using Souk.Core.Definition;
using Souk.Expressions;

namespace Souk.Features.Reading;

/// <summary>The values of columns, by their index in the definition, as derived features see them.</summary>
internal sealed class ColumnContext
{
    internal ColumnContext(int columns) => Values = new FeatureValue[columns];

    internal FeatureValue[] Values { get; }

    internal bool Has(int column) => !Values[column].IsMissing;

    internal double Number(int column) => Values[column].ToDouble();

    internal long Whole(int column) => Values[column].Whole;

    internal bool Flag(int column) => Values[column].Flag;

    internal string Text(int column) => Values[column].Text;

    internal CelTimestamp Time(int column)
    {
        long seconds = Math.DivRem(Values[column].Whole, 1_000_000, out long rest);
        return rest < 0
            ? CelTimestamp.FromUnixSeconds(seconds - 1, (int)(rest + 1_000_000) * 1000)
            : CelTimestamp.FromUnixSeconds(seconds, (int)rest * 1000);
    }

    internal CelList List(int column) => CelList.Over([.. Values[column].List.Select(ToCel)]);

    private static CelValue ToCel(FeatureValue value) => value.Kind switch
    {
        ValueKind.Whole => CelValue.FromInt(value.Whole),
        ValueKind.Flag => CelValue.FromBool(value.Flag),
        ValueKind.Text or ValueKind.Entity => CelValue.FromString(value.Text),
        _ => CelValue.FromDouble(value.ToDouble()),
    };
}
