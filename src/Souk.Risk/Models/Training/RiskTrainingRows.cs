using Souk.Learning.Data;
using Souk.Log;

namespace Souk.Risk.Models.Training;

/// <summary>Rows of a checkpoint in log order, as a decision at each event saw them, with the outcomes known as of the
/// moment of training. Rows that had not matured by then are not among them.</summary>
public sealed class RiskTrainingRows
{
    private readonly float[][] _rows;

    internal RiskTrainingRows(
        IReadOnlyList<RiskModelColumn> columns,
        float[][] rows,
        float[] labels,
        double[] amounts,
        LogPosition[] positions)
    {
        Columns = columns;
        _rows = rows;
        Labels = labels;
        Amounts = amounts;
        Positions = positions;
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<RiskModelColumn> Columns { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Length;

    /// <summary>1 for bad, 0 for good.</summary>
    public IReadOnlyList<float> Labels { get; }

    /// <summary>The money at stake, in currency units; 1 where the policy does not say.</summary>
    public IReadOnlyList<double> Amounts { get; }

    /// <summary>The events' positions.</summary>
    public IReadOnlyList<LogPosition> Positions { get; }

    /// <summary>How many rows are bad.</summary>
    public int Bad => Labels.Count(l => l > 0);

    /// <summary>The outcomes that labelled them.</summary>
    public required IReadOnlyList<string> Outcomes { get; init; }

    /// <summary>The checkpoint.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The log time of the first row.</summary>
    public required LogTime From { get; init; }

    /// <summary>The moment of training.</summary>
    public required LogTime AsOf { get; init; }

    /// <summary>The last position that was looked at.</summary>
    public required LogPosition Through { get; init; }

    /// <summary>How many rows had not matured by then.</summary>
    public required int Immature { get; init; }

    /// <summary>How many rows were left out because their event was declined and so never got an outcome.</summary>
    public required int Declined { get; init; }

    /// <summary>The policy's costs of decisions at the checkpoint.</summary>
    public required DecisionCosts Costs { get; init; }

    /// <summary>One row: a number a column, NaN where missing, the code of a text.</summary>
    public ReadOnlySpan<float> Row(int row) => _rows[row];

    /// <summary>A table of the rows in a span.</summary>
    internal LabelledTable Table(int from, int to)
    {
        var columns = new FeatureColumn[Columns.Count];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = Columns[c].Categories is IReadOnlyList<string> texts
                ? FeatureColumn.Categorical(Columns[c].Expression, Codes(c, from, to), texts.Count + 1)
                : FeatureColumn.Numeric(Columns[c].Expression, Numbers(c, from, to));
        }

        return new LabelledTable(new FeatureTable(columns), new TrainingTargets(((float[])Labels)[from..to]));
    }

    private float[] Numbers(int column, int from, int to)
    {
        float[] numbers = new float[to - from];
        for (int r = from; r < to; r++)
        {
            numbers[r - from] = _rows[r][column];
        }

        return numbers;
    }

    private int[] Codes(int column, int from, int to)
    {
        int[] codes = new int[to - from];
        for (int r = from; r < to; r++)
        {
            float code = _rows[r][column];
            codes[r - from] = float.IsNaN(code) ? -1 : (int)code;
        }

        return codes;
    }
}
