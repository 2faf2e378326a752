using Souk.Learning.Data;
using Souk.Learning.Numerics;

namespace Souk.Learning.Patterns;

/// <summary>
/// How far a condition that holds for bad rows will hold for bad rows of other groups. What holds for the good rows of
/// the same group as well says what the group is like; only the part that the bad rows have beyond that is the
/// doing of what is sought (the excess over a control; Abbott, 1925). That part is expected again elsewhere, the rest
/// as often as anywhere. Each further group in which it was seen lessens the doubt.
/// </summary>
internal sealed class Generality
{
    // Of a group of which little is known, as much is put down to what it is like as groups explain of the column, with
    // the weight of so many rows.
    private const double PriorRows = 5;

    // The weight of what is known of one group beside each further one that shows the same.
    private const double Doubt = 3;

    // No condition holds everywhere; so of two rules that do the same the shorter is taken.
    private const double MostGeneral = 0.97;

    private readonly FeatureTable _rows;
    private readonly GroupedRows[] _groupings;
    private readonly float[][] _sorted;
    private readonly int[] _good;
    private readonly int[] _bad;

    internal Generality(FeatureTable rows, bool[] bad, IReadOnlyList<RowGrouping> groupings)
    {
        _rows = rows;
        _good = [.. Enumerable.Range(0, rows.Rows).Where(r => !bad[r])];
        _bad = [.. Enumerable.Range(0, rows.Rows).Where(r => bad[r])];
        _sorted = [.. rows.Columns.Select(SortedKnown)];
        GroupLikeness[] likeness = groupings.Count == 0 ? [] : [.. rows.Columns.Select(c => new GroupLikeness(c))];
        _groupings = [.. groupings.Select(g => new GroupedRows(g.Groups, bad, likeness))
            .Where(g => g.WithBad.Count > 0)];
    }

    /// <summary>The share of its bad rows that a condition is expected to keep on other groups, in (0, 0.97].</summary>
    internal double Of(RowCondition condition)
    {
        double caught = ShareOf(_bad, condition);
        if (caught == 0 || _good.Length == 0)
        {
            return MostGeneral;
        }

        double least = MostGeneral;
        RowCondition relaxed = Relax(condition);
        foreach (GroupedRows grouping in _groupings)
        {
            double further = grouping.EffectiveCount - 1;
            double expected = ((further * caught) + (Doubt * Elsewhere(grouping, condition, relaxed)))
                / (further + Doubt);
            least = Math.Min(least, expected / caught);
        }

        return least;
    }

    // How often it is expected to hold on another group, from what is known of those that were seen.
    private double Elsewhere(GroupedRows grouping, RowCondition condition, RowCondition relaxed)
    {
        double anywhere = ShareOf(grouping.Good, condition);
        double anywhereRelaxed = ShareOf(grouping.Good, relaxed);
        double likeness = grouping.Likeness[condition.Column];
        double sum = 0;
        foreach ((int[] bad, int[] good) in grouping.WithBad)
        {
            double share = ShareOf(bad, condition);
            double known = Excess(share, ShareOf(good, relaxed));
            double supposed = (1 - likeness) * Excess(share, anywhereRelaxed);
            double excess = ((known * good.Length) + (supposed * PriorRows)) / (good.Length + PriorRows);
            sum += bad.Length * (anywhere + ((1 - anywhere) * excess));
        }

        return sum / grouping.BadRows;
    }

    // The part of a share that is beyond what the control has without it.
    private static double Excess(double share, double control) =>
        control >= 1 ? 0 : Math.Max(0, (share - control) / (1 - control));

    private double ShareOf(int[] rows, RowCondition condition)
    {
        int met = 0;
        foreach (int row in rows)
        {
            met += condition.Matches(_rows, row) ? 1 : 0;
        }

        return rows.Length == 0 ? 0 : met / (double)rows.Length;
    }

    // The same condition at a threshold that good rows meet at up to twice the odds: what falls short of the threshold
    // by little only is not told from what meets it.
    private RowCondition Relax(RowCondition condition)
    {
        float[] sorted = _sorted[condition.Column];
        if (sorted.Length == 0 || condition.Kind is not (ConditionKind.AtLeast or ConditionKind.Below))
        {
            return condition;
        }

        bool isAtLeast = condition.Kind == ConditionKind.AtLeast;
        int below = SortedValues.CountBelow(sorted, (float)condition.Value);
        double share = (isAtLeast ? sorted.Length - below : below) / (double)sorted.Length;
        int met = (int)(2 * share / (1 + share) * sorted.Length);
        if (!isAtLeast)
        {
            float wider = sorted[Math.Min(met, sorted.Length - 1)];
            return condition with { Value = Math.Max(condition.Value, wider) };
        }

        int at = met == sorted.Length ? 0 : SortedValues.CountBelow(sorted, MathF.BitIncrement(sorted[sorted.Length - met - 1]));
        return at == sorted.Length ? condition : condition with { Value = Math.Min(condition.Value, sorted[at]) };
    }

    private float[] SortedKnown(FeatureColumn column)
    {
        if (column.IsCategorical)
        {
            return [];
        }

        float[] known = [.. _good.Select(r => column.Values[r]).Where(v => !float.IsNaN(v))];
        Array.Sort(known);
        return known;
    }
}
