using System.Runtime.InteropServices;

namespace Souk.Recommend.Training;

/// <summary>Training rows, by request and in the order of the log.</summary>
internal sealed class RankRows(IReadOnlyList<string> names)
{
    private readonly List<float> _values = [];
    private readonly List<RankRow> _rows = [];
    private readonly List<int> _starts = [];
    private readonly List<ShownRequest> _requests = [];

    /// <summary>The names of the features, in the order of a row.</summary>
    internal IReadOnlyList<string> Names { get; } = names;

    internal int Count => _rows.Count;

    internal int Requests => _requests.Count;

    /// <summary>How many goals stand among them.</summary>
    internal int Goals { get; private set; }

    /// <summary>The chance with which a row that is no goal was kept.</summary>
    internal double NegativeRate { get; set; } = 1;

    /// <summary>Goals whose object recall would not have given.</summary>
    internal int Missed { get; set; }

    internal ShownRequest RequestAt(int request) => _requests[request];

    /// <summary>The first row of a request; of one past the last: the number of rows.</summary>
    internal int Start(int request) => request < _starts.Count ? _starts[request] : Count;

    internal RankRow this[int row] => _rows[row];

    /// <summary>The features of rows, one after the other.</summary>
    internal ReadOnlySpan<float> Values(int from, int to) =>
        CollectionsMarshal.AsSpan(_values)[(from * Names.Count)..(to * Names.Count)];

    internal void BeginRequest(ShownRequest request)
    {
        _requests.Add(request);
        _starts.Add(Count);
    }

    internal void Add(ReadOnlySpan<float> values, RankRow row)
    {
        foreach (float value in values)
        {
            _values.Add(value);
        }

        _rows.Add(row);
        Goals += row.IsGoal ? 1 : 0;
    }

    /// <summary>The labels of rows, 1 for a goal.</summary>
    internal float[] Labels(int from, int to) =>
        [.. CollectionsMarshal.AsSpan(_rows)[from..to].ToArray().Select(r => r.IsGoal ? 1f : 0)];

    /// <summary>The same for a liking or a goal.</summary>
    internal float[] LikedLabels(int from, int to) =>
        [.. CollectionsMarshal.AsSpan(_rows)[from..to].ToArray().Select(r => r.IsLiked ? 1f : 0)];

    /// <summary>The features of the rows with a liking or a goal.</summary>
    internal float[] LikedValues(int from, int to)
    {
        List<float> values = [];
        for (int row = from; row < to; row++)
        {
            if (_rows[row].IsLiked)
            {
                values.AddRange(Values(row, row + 1));
            }
        }

        return [.. values];
    }

    /// <summary>The labels of the rows with a liking or a goal, 1 for a goal.</summary>
    internal float[] LabelsOfLiked(int from, int to) =>
    [
        .. CollectionsMarshal.AsSpan(_rows)[from..to].ToArray().Where(r => r.IsLiked).Select(r => r.IsGoal ? 1f : 0),
    ];
}
