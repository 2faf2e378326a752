namespace Souk.Learning.Data;

/// <summary>
/// One column of a <see cref="FeatureTable"/>: numbers (missing is NaN) or categories (codes from 0; missing is -1).
/// Immutable; it wraps the array it is given without a copy, so the array must not be written to afterwards.
/// </summary>
public sealed class FeatureColumn
{
    private readonly float[]? _values;
    private readonly int[]? _codes;

    private FeatureColumn(string name, float[]? values, int[]? codes, int categories)
    {
        Name = name;
        _values = values;
        _codes = codes;
        Categories = categories;
    }

    /// <summary>The column's name, unique in its table.</summary>
    public string Name { get; }

    /// <summary>Whether the column holds categories; otherwise it holds numbers.</summary>
    public bool IsCategorical => _codes is not null;

    /// <summary>The number of rows.</summary>
    public int Rows => _values?.Length ?? _codes!.Length;

    /// <summary>How many categories there are (codes run from 0 to one less); 0 for a column of numbers.</summary>
    public int Categories { get; }

    /// <summary>The numbers, one a row, NaN where missing.</summary>
    /// <exception cref="InvalidOperationException">The column is categorical.</exception>
    public ReadOnlySpan<float> Values =>
        _values ?? throw new InvalidOperationException($"Column '{Name}' holds categories, not numbers.");

    /// <summary>The category codes, one a row, -1 where missing.</summary>
    /// <exception cref="InvalidOperationException">The column is numeric.</exception>
    public ReadOnlySpan<int> Codes =>
        _codes ?? throw new InvalidOperationException($"Column '{Name}' holds numbers, not categories.");

    /// <summary>Makes a column of numbers; NaN means missing.</summary>
    /// <exception cref="ArgumentException">The name is empty, or a number is infinite.</exception>
    public static FeatureColumn Numeric(string name, float[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        int infinite = values.AsSpan().IndexOfAny(float.PositiveInfinity, float.NegativeInfinity);
        if (infinite >= 0)
        {
            throw new ArgumentException(
                $"Column '{name}', row {infinite} is {values[infinite]}; numbers must be finite, or NaN for missing.");
        }

        return new FeatureColumn(name, values, null, 0);
    }

    /// <summary>Makes a column of categories, coded 0 to <paramref name="categories"/> - 1; -1 means missing.</summary>
    /// <exception cref="ArgumentException">The name is empty, or a code lies outside that range.</exception>
    public static FeatureColumn Categorical(string name, int[] codes, int categories)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentOutOfRangeException.ThrowIfNegative(categories);
        int wrong = codes.AsSpan().IndexOfAnyExceptInRange(-1, categories - 1);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Column '{name}', row {wrong} has code {codes[wrong]}; codes run from 0 to {categories - 1}, -1 " +
                $"is missing.");
        }

        return new FeatureColumn(name, null, codes, categories);
    }

    /// <summary>Makes a column of categories from texts, coded in order of first appearance; null means
    /// missing.</summary>
    public static FeatureColumn FromTexts(string name, IReadOnlyList<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[texts.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            if (texts[i] is not { } text)
            {
                codes[i] = -1;
                continue;
            }

            if (!codeOf.TryGetValue(text, out codes[i]))
            {
                codes[i] = codeOf.Count;
                codeOf.Add(text, codes[i]);
            }
        }

        return Categorical(name, codes, codeOf.Count);
    }

    /// <summary>The column at the given rows, in the given order.</summary>
    public FeatureColumn Select(ReadOnlySpan<int> rows) => IsCategorical
        ? new FeatureColumn(Name, null, Pick(_codes!, rows), Categories)
        : new FeatureColumn(Name, Pick(_values!, rows), null, 0);

    /// <summary>One cell as a number: the value, or the category code; NaN where missing.</summary>
    internal float Cell(int row)
    {
        if (_values is not null)
        {
            return _values[row];
        }

        int code = _codes![row];
        return code < 0 ? float.NaN : code;
    }

    internal static T[] Pick<T>(T[] from, ReadOnlySpan<int> rows)
    {
        T[] picked = new T[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            picked[i] = from[rows[i]];
        }

        return picked;
    }
}
