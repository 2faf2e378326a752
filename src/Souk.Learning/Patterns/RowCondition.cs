using System.Globalization;
using Souk.Learning.Data;

namespace Souk.Learning.Patterns;

/// <summary>A condition on one column, such as <c>amount ≥ 120</c>.</summary>
/// <param name="Column">The column's number.</param>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Value">The threshold or the category's code; 0 for <see cref="ConditionKind.Missing"/>.</param>
public sealed record RowCondition(int Column, string Name, ConditionKind Kind, double Value)
{
    /// <summary>Whether a row meets it; a missing number meets only <see cref="ConditionKind.Missing"/>.</summary>
    public bool Matches(FeatureTable table, int row)
    {
        ArgumentNullException.ThrowIfNull(table);
        FeatureColumn column = table.Columns[Column];
        return Kind switch
        {
            ConditionKind.AtLeast => column.Values[row] >= (float)Value,
            ConditionKind.Below => column.Values[row] < (float)Value,
            ConditionKind.Equals => column.Codes[row] == (int)Value,
            _ => column.IsCategorical ? column.Codes[row] < 0 : float.IsNaN(column.Values[row]),
        };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string value = Value.ToString("G9", CultureInfo.InvariantCulture);
        return Kind switch
        {
            ConditionKind.AtLeast => $"{Name} >= {value}",
            ConditionKind.Below => $"{Name} < {value}",
            ConditionKind.Equals => $"{Name} == #{value}",
            _ => $"{Name} is missing",
        };
    }
}
