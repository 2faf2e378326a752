using Souk.Learning.Evaluation;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>How much each single column tells of a kind of planted abuse. A simulator that gives abuse away in one
/// column makes any detector look good. A column's values are cut into 32 bins, missing ones into one of their own; the
/// share of abuse of each is learned on half of the attacks and half of the good events, and the area under the curve
/// is that of the other halves, so that no column is flattered by attacks that it knows by heart.</summary>
internal static class ColumnAudit
{
    private const int Bins = 32;
    private const double Prior = 5;

    /// <summary>The columns by what they tell, best first.</summary>
    internal static IReadOnlyList<(string Column, double Auc)> Run(AbuseTable table, AbusePattern pattern)
    {
        AbuseRow[] rows = [.. table.Rows.Where(r => r.Pattern == pattern || !r.IsBad)];
        int[] half = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            half[i] = (rows[i].IsBad ? rows[i].Campaign : i) % 2;
        }

        return [.. Enumerable.Range(0, table.Columns.Count)
            .Select(c => (table.Columns[c].Path, AucOf(rows, half, c, table.Columns[c].IsCategorical)))
            .OrderByDescending(c => c.Item2)];
    }

    private static double AucOf(AbuseRow[] rows, int[] half, int column, bool isCategorical)
    {
        float[] sorted = [.. rows.Where((r, i) => half[i] == 0 && !float.IsNaN(r.Cells[column]))
            .Select(r => r.Cells[column]).Order()];
        float[] edges = sorted.Length == 0
            ? [] : [.. Enumerable.Range(1, Bins - 1).Select(b => sorted[b * sorted.Length / Bins])];
        int BinOf(float value) =>
            float.IsNaN(value) ? -1 : isCategorical ? (int)value : edges.Count(e => e <= value);

        Dictionary<int, (double Bad, double All)> bins = [];
        double bad = 0;
        double all = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (half[i] == 0)
            {
                (double Bad, double All) bin = bins.GetValueOrDefault(BinOf(rows[i].Cells[column]));
                bins[BinOf(rows[i].Cells[column])] = (bin.Bad + (rows[i].IsBad ? 1 : 0), bin.All + 1);
                bad += rows[i].IsBad ? 1 : 0;
                all++;
            }
        }

        List<double> scores = [];
        List<float> labels = [];
        for (int i = 0; i < rows.Length; i++)
        {
            if (half[i] == 1)
            {
                (double Bad, double All) bin = bins.GetValueOrDefault(BinOf(rows[i].Cells[column]));
                scores.Add((bin.Bad + (Prior * bad / all)) / (bin.All + Prior));
                labels.Add(rows[i].IsBad ? 1 : 0);
            }
        }

        return BinaryEvaluation.Auc(scores.ToArray(), labels.ToArray()).Value;
    }
}
