using Souk.Core;
using Souk.Core.State;

namespace Souk.Recommend.Training;

/// <summary>Requests drawn by a stable hash within a number of rows, with the goals that followed. What is drawn does
/// not depend on the order of events.</summary>
internal sealed class RequestSample(int maxRows, Duration window, ulong seed)
{
    private readonly Dictionary<ulong, ShownRequest> _byKey = [];
    private readonly Dictionary<ulong, ShownRow> _newest = [];
    private readonly PriorityQueue<ShownRequest, ulong> _largest =
        new(Comparer<ulong>.Create(static (a, b) => b.CompareTo(a)));

    private ulong _limit = ulong.MaxValue;
    private int _rows;

    /// <summary>How many rows were met, drawn or not.</summary>
    internal long Met { get; private set; }

    /// <summary>Adds what an event showed.</summary>
    internal void Add(in ShownEvent shown)
    {
        Met++;
        ulong draw = StableHash.Of(shown.Key, seed);
        if (draw >= _limit)
        {
            return;
        }

        if (!_byKey.TryGetValue(shown.Key, out ShownRequest? request))
        {
            request = new ShownRequest(shown.Key, draw, shown.Position, shown.Time, shown.Subject);
            _byKey.Add(shown.Key, request);
            _largest.Enqueue(request, draw);
        }

        if (request.Rows.Count >= TrainingLimits.MaxRowsOfRequest || Holds(request, shown.Object))
        {
            return;
        }

        ulong pair = StableHash.Of(shown.SubjectHash, shown.ObjectHash);
        ShownRow row = new(shown.Object, shown.Time)
        {
            Place = shown.Place,
            Propensity = shown.Propensity,
            Earlier = Fresh(_newest.GetValueOrDefault(pair), shown.Time),
            IsGoal = shown.IsGoal,
            Value = shown.Value,
        };
        request.Rows.Add(row);
        _newest[pair] = row;
        _rows++;
        MakeRoom();
    }

    /// <summary>Marks what was shown within the window before a goal.</summary>
    internal void Reach(ulong subjectHash, ulong objectHash, long time, double value)
    {
        for (ShownRow? row = _newest.GetValueOrDefault(StableHash.Of(subjectHash, objectHash));
            row is not null && time - row.Time <= window.Microseconds; row = row.Earlier)
        {
            row.Value += value;
            row.IsGoal = true;
        }
    }

    /// <summary>Marks what was shown within the window before a liking.</summary>
    internal void Like(ulong subjectHash, ulong objectHash, long time)
    {
        for (ShownRow? row = _newest.GetValueOrDefault(StableHash.Of(subjectHash, objectHash));
            row is { IsLiked: false } && time - row.Time <= window.Microseconds; row = row.Earlier)
        {
            row.IsLiked = true;
        }
    }

    /// <summary>The requests in the order of the log whose goals can follow no more at a time.</summary>
    internal List<ShownRequest> MatureAt(long end)
    {
        List<ShownRequest> requests = [.. _byKey.Values.Where(r => r.Rows[^1].Time <= end - window.Microseconds)];
        requests.Sort(static (a, b) => a.First.CompareTo(b.First));
        return requests;
    }

    /// <summary>The requests in the order of the log.</summary>
    internal List<ShownRequest> All() => MatureAt(long.MaxValue);

    private static bool Holds(ShownRequest request, string target)
    {
        foreach (ShownRow row in request.Rows)
        {
            if (row.Object == target)
            {
                return true;
            }
        }

        return false;
    }

    private ShownRow? Fresh(ShownRow? row, long time) =>
        row is not null && time - row.Time <= window.Microseconds ? row : null;

    private void MakeRoom()
    {
        while (_rows > maxRows && _largest.Count > 1)
        {
            ShownRequest dropped = _largest.Dequeue();
            _limit = dropped.Draw;
            _byKey.Remove(dropped.Key);
            _rows -= dropped.Rows.Count;
        }

        // Rows of dropped requests stay reachable by their pairs until they are many.
        if (_newest.Count > 2 * maxRows)
        {
            Dictionary<ShownRow, bool> kept = _byKey.Values.SelectMany(r => r.Rows).ToDictionary(r => r, _ => true);
            foreach (ulong pair in _newest.Where(p => !kept.ContainsKey(p.Value)).Select(p => p.Key).ToList())
            {
                _newest.Remove(pair);
            }
        }
    }
}
