using Souk.Core.State;
using Souk.Risk.Monitoring;
using Souk.Risk.Policies;

namespace Souk.Risk.Outcomes;

/// <summary>How labels arrive, by kind, in an arena: counts, and their delays in parts of the time to
/// maturity.</summary>
internal sealed class LabelArrivals
{
    private const int Stride = 128;
    private const int Bins = 100;
    private const int BadAt = 0;
    private const int OtherAt = 1;
    private const int UnknownAt = 2;
    private const int LateAt = 3;
    private const int RepeatedAt = 4;
    private const int ConflictAt = 5;
    private const int MaturesAt = 6;
    private const int BinsAt = 16;

    private readonly Arena _arena;
    private readonly int _root;
    private readonly NameTable _names;
    private PagedArray<long> _counts;

    internal LabelArrivals(Arena arena, int namesRoot, int root)
    {
        _arena = arena;
        _root = root;
        _names = new NameTable(arena, namesRoot, MonitorLimits.MaxLabels);
        _counts = PagedArray<long>.Create(arena);
        arena.SetRoot(root, _counts.Handle);
    }

    internal void Open()
    {
        _names.Open();
        _counts = PagedArray<long>.Open(_arena, (uint)_arena.GetRoot(_root));
    }

    /// <summary>Counts a label on something that no decision is known of.</summary>
    internal void Unknown(OutcomeLabel label, bool isBad)
    {
        int number = Number(label);
        Add(number, isBad ? BadAt : OtherAt);
        Add(number, UnknownAt);
    }

    internal void Arrived(OutcomeLabel label, bool isBad, long delay, bool isRepeated, bool isConflict)
    {
        int number = Number(label);
        Add(number, isBad ? BadAt : OtherAt);
        if (isConflict)
        {
            Add(number, ConflictAt);
        }

        if (isRepeated)
        {
            Add(number, RepeatedAt);
        }
        else if (delay > label.Matures.Microseconds)
        {
            Add(number, LateAt);
        }
        else
        {
            Add(number, BinsAt + Math.Min(Bins - 1, (int)(delay * (double)Bins / label.Matures.Microseconds)));
        }
    }

    /// <summary>All kinds, in the order in which they first came.</summary>
    /// <param name="coverage">Matured decisions of a checkpoint and how many of them have a label.</param>
    internal IReadOnlyList<LabelQuality> All(Func<string, long, (long Mature, long Labelled)> coverage)
    {
        List<LabelQuality> all = [];
        for (int i = 0; i < _names.All.Count; i++)
        {
            string[] name = _names.All[i].Split('/', 2);
            TimeSpan matures = TimeSpan.FromMicroseconds(Get(i, MaturesAt));
            long[] bins = [.. Enumerable.Range(BinsAt, Bins).Select(b => Get(i, b))];
            (long mature, long labelled) = coverage(name[0], Get(i, MaturesAt));
            all.Add(new LabelQuality
            {
                Checkpoint = name[0],
                Label = name[1],
                Bad = Get(i, BadAt),
                NotBad = Get(i, OtherAt),
                Unknown = Get(i, UnknownAt),
                Late = Get(i, LateAt),
                Repeated = Get(i, RepeatedAt),
                Conflicts = Get(i, ConflictAt),
                Matures = matures,
                Curve = CurveOf(bins),
                MatureDecisions = mature,
                LabelledDecisions = labelled,
            });
        }

        return all;
    }

    private static double[] CurveOf(long[] bins)
    {
        long total = bins.Sum();
        double[] curve = new double[bins.Length];
        long sum = 0;
        for (int i = 0; i < bins.Length; i++)
        {
            sum += bins[i];
            curve[i] = total == 0 ? double.NaN : sum / (double)total;
        }

        return curve;
    }

    private int Number(OutcomeLabel label)
    {
        int number = _names.FindOrAdd($"{label.Of.Name}/{label.Name}");
        if (number >= 0)
        {
            _counts.At((uint)(number * Stride) + MaturesAt) = label.Matures.Microseconds;
        }

        return number;
    }

    private void Add(int number, int place)
    {
        if (number >= 0)
        {
            _counts.At((uint)((number * Stride) + place))++;
        }
    }

    private long Get(int number, int place) => _counts.Get((uint)((number * Stride) + place));
}
