namespace Souk.Graph.Dense;

/// <summary>A bipartite graph as a plain list of edges: who (a row: a shopper, an account) acted on what (a column: an
/// item, a seller, a card), and when. Repeated edges count once each.</summary>
public sealed class EdgeList
{
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly long[]? _times;

    /// <summary>Makes a list; the arrays are kept, not copied.</summary>
    /// <param name="rowCount">How many rows there are; rows are 0 to this less 1.</param>
    /// <param name="columnCount">How many columns there are.</param>
    /// <param name="rows">The row of each edge.</param>
    /// <param name="columns">The column of each edge.</param>
    /// <param name="times">The time of each edge in any unit, or null where times are not known.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An edge has an end that is not there.</exception>
    public EdgeList(int rowCount, int columnCount, int[] rows, int[] columns, long[]? times = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if (rows.Length != columns.Length || (times is not null && times.Length != rows.Length))
        {
            throw new ArgumentException(
                $"{rows.Length} rows, {columns.Length} columns and {times?.Length ?? rows.Length} times; an edge " +
                "has one of each.");
        }

        for (int i = 0; i < rows.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rows[i], (uint)rowCount, nameof(rows));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)columns[i], (uint)columnCount, nameof(columns));
        }

        RowCount = rowCount;
        ColumnCount = columnCount;
        _rows = rows;
        _columns = columns;
        _times = times;
    }

    /// <summary>How many rows there are, those without edges included.</summary>
    public int RowCount { get; }

    /// <summary>How many columns there are.</summary>
    public int ColumnCount { get; }

    /// <summary>How many edges.</summary>
    public int Count => _rows.Length;

    /// <summary>Whether the edges have times.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>The row of each edge.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>The column of each edge.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>The time of each edge; empty where times are not known.</summary>
    public ReadOnlySpan<long> Times => _times;
}
