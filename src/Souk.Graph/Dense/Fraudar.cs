namespace Souk.Graph.Dense;

/// <summary>
/// Finds dense blocks in who-acts-on-what graphs although their members hide behind normal activity: FRAUDAR (Hooi,
/// Song,
/// Beutel, Shah, Shin and Faloutsos, KDD 2016). Nodes are peeled off one by one, always the one with the least weight,
/// and the densest set on the way is kept; its density is at least half of the best possible. An edge to a column of
/// degree d weighs 1 / ln(d + c), so camouflage, edges to popular columns, gains nothing.
/// </summary>
/// <remarks>After a block is found its edges are removed and the search goes on, with the weights of the whole
/// graph; so a smaller ring behind a larger one, or behind a dense core of honest regulars, is found too. O(E log V) a
/// block. Deterministic.</remarks>
public static class Fraudar
{
    // A search may end in a block that is too small or no more than chance; its edges go, and the next search sees
    // more.
    private const int SearchesPerBlock = 3;

    /// <summary>Finds blocks, those with the most evidence first, then in the order found: the densest first.</summary>
    /// <param name="edges">The graph.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="rowSuspicion">What is known against each row from elsewhere, 0 or more, in units of an edge's
    /// weight;
    /// null for nothing.</param>
    /// <param name="cancellation">Ends the search early.</param>
    /// <exception cref="ArgumentException">There is not one suspicion a row, or one is negative.</exception>
    public static IReadOnlyList<DenseBlock> Find(
        EdgeList edges,
        FraudarOptions? options = null,
        double[]? rowSuspicion = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(edges);
        options ??= new FraudarOptions();
        options.Validate();
        if (rowSuspicion is not null && (rowSuspicion.Length != edges.RowCount || rowSuspicion.Any(s => !(s >= 0))))
        {
            throw new ArgumentException(
                $"The suspicion of {edges.RowCount} rows is one number of 0 or more for each.", nameof(rowSuspicion));
        }

        BlockSearch search = new(edges, options, rowSuspicion);
        List<DenseBlock> blocks = [];
        for (int i = 0; i < SearchesPerBlock * options.MaxBlocks && blocks.Count < options.MaxBlocks; i++)
        {
            if (search.Next(cancellation) is not DenseBlock block)
            {
                break;
            }

            bool isMoreThanChance = options.Weighting == EdgeWeighting.Column || block.Evidence > 0;
            if (isMoreThanChance && block.Rows.Count >= options.MinRows && block.Columns.Count >= options.MinColumns)
            {
                blocks.Add(block);
            }
        }

        // Those without evidence stay in the order found.
        return [.. blocks.OrderByDescending(b => b.Evidence)];
    }
}
