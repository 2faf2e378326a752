using Souk.Learning.Data;
using Souk.Learning.Drift;

namespace Souk.Recommend.Models;

/// <summary>
/// What a version of a ranker read for the objects that it put first: the first answers since it serves, and the
/// newest. How far they lie apart says whether the marketplace has moved from under it. Safe for use from several
/// threads.
/// </summary>
internal sealed class ServedRows(IReadOnlyList<string> names)
{
    /// <summary>Rows on each side: enough to tell an index of 0.1 from chance.</summary>
    internal const int Kept = 1_000;

    // Below this chance alone gives large indices.
    private const int Least = 200;

    private readonly Lock _gate = new();
    private readonly List<float[]> _first = [];
    private readonly float[][] _newest = new float[Kept][];
    private long _taken;

    /// <summary>Takes the row of an object that was put first, and its chance.</summary>
    internal void Add(ReadOnlySpan<float> row, double chance)
    {
        float[] taken = [.. row, (float)chance];
        lock (_gate)
        {
            if (_first.Count < Kept)
            {
                _first.Add(taken);
            }
            else
            {
                _newest[_taken++ % Kept] = taken;
            }
        }
    }

    /// <summary>How far each feature and the chance (<c>score</c>) have moved, the farthest first; empty while there is
    /// too little.</summary>
    internal IReadOnlyList<ColumnShift> Shifts()
    {
        float[][] first;
        float[][] newest;
        lock (_gate)
        {
            first = [.. _first];
            newest = _newest[..(int)Math.Min(_taken, Kept)];
        }

        return newest.Length < Least
            ? []
            : [.. PopulationStability.Compare(Table(first), Table(newest)).OrderByDescending(s => s.Index)];
    }

    private FeatureTable Table(float[][] rows) => new(
        [.. names.Append("score").Select((name, c) => FeatureColumn.Numeric(name, [.. rows.Select(r => r[c])]))]);
}
