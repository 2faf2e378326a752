using Souk.Learning.Linear;

namespace Souk.Learning.Deep.Networks;

/// <summary>Refuses a sparse row that does not fit a network.</summary>
internal static class RowCheck
{
    /// <exception cref="ArgumentException">An index or field is too large, a value is not finite, or lengths
    /// differ.</exception>
    public static void Check(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, int dimension,
        int fieldCount)
    {
        Logistic.CheckRow(indices, values, dimension);
        if (fields.Length != indices.Length || fields.ContainsAnyExceptInRange((ushort)0, (ushort)(fieldCount - 1)))
        {
            throw new ArgumentException(
                $"The row has {indices.Length} indices and {fields.Length} fields; there must be as many, each " +
                $"below {fieldCount}.");
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException($"Value {i} of the row is {values[i]}; values must be finite.");
            }
        }
    }
}
