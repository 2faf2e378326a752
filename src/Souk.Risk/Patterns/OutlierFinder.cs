using Souk.Learning.Anomaly;
using Souk.Learning.Data;

namespace Souk.Risk.Patterns;

/// <summary>The recent events furthest out in the tails of the reference (ECOD; Li et al., 2022), by numbers only;
/// missing ones count as the reference's mean, where they say nothing.</summary>
internal sealed class OutlierFinder
{
    private const int MaxReasons = 3;

    private readonly IReadOnlyList<RowColumn> _columns;
    private readonly int[] _numeric;
    private readonly float[] _means;

    private OutlierFinder(IReadOnlyList<RowColumn> columns, int[] numeric, SampledRow[] reference)
    {
        _columns = columns;
        _numeric = numeric;
        _means = [.. numeric.Select(c => reference.Select(r => r.Cells[c]).Where(v => !float.IsNaN(v))
            .DefaultIfEmpty().Average())];
    }

    internal static List<Outlier> Find(
        IReadOnlyList<RowColumn> columns, SampledRow[] reference, SampledRow[] recent, int count,
        CancellationToken cancellation)
    {
        int[] numeric = [.. Enumerable.Range(0, columns.Count).Where(c => !columns[c].IsCategorical)];
        return numeric.Length == 0 || count == 0
            ? [] : new OutlierFinder(columns, numeric, reference).Find(reference, recent, count, cancellation);
    }

    private List<Outlier> Find(SampledRow[] reference, SampledRow[] recent, int count, CancellationToken cancellation)
    {
        DenseMatrix cells = new(reference.Length, _numeric.Length);
        for (int r = 0; r < reference.Length; r++)
        {
            Fill(reference[r], cells.Row(r));
        }

        TailDetector detector = TailDetector.Fit(cells, threads: 1, cancellation);
        float[] one = new float[_numeric.Length];
        (SampledRow Row, double Score)[] furthest = [.. recent.Select(r => (Row: r, Score: Score(detector, r, one)))
            .OrderByDescending(r => r.Score).ThenBy(r => r.Row.Position.Value).Take(count)];
        return [.. furthest.Select(f => new Outlier(
            f.Row.Position, f.Row.EventId, f.Score, Reasons(detector, f.Row, one)))];
    }

    private double Score(TailDetector detector, SampledRow row, float[] one)
    {
        Fill(row, one);
        return detector.ScoreRow(one);
    }

    private string[] Reasons(TailDetector detector, SampledRow row, float[] one)
    {
        Fill(row, one);
        double[] parts = new double[one.Length];
        detector.Contributions(one, parts);
        return [.. Enumerable.Range(0, parts.Length).OrderByDescending(i => parts[i]).ThenBy(i => i).Take(MaxReasons)
            .Select(i => _numeric[i]).Select(c => $"{_columns[c].Path} = {_columns[c].Show(row.Cells[c])}")];
    }

    private void Fill(SampledRow row, Span<float> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            float cell = row.Cells[_numeric[i]];
            cells[i] = float.IsNaN(cell) ? _means[i] : cell;
        }
    }
}
