using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Souk.Learning.Trees;

/// <summary>
/// All trees in one array of eight-byte nodes, for scoring. A leaf leads to itself and a step has no branch, so a tree
/// takes a fixed number of steps that the processor overlaps with those of the trees after it. Missing needs no test
/// either: a row's bins are laid out twice, missing as 0 (goes left) and as 255 (goes right). Immutable, thread-safe.
/// </summary>
internal sealed class PackedForest
{
    /// <summary>The most features: a node holds twice their number in two bytes.</summary>
    public const int MaxFeatures = 32_000;

    /// <summary>Steps taken before leaves are looked for: deeper trees are seldom balanced.</summary>
    private const int FixedSteps = 8;

    private readonly Node[] _nodes;
    private readonly float[] _values;
    private readonly int[] _roots;
    private readonly byte[] _steps;
    private readonly bool _isDeep;
    private readonly int _features;

    public PackedForest(IReadOnlyList<RegressionTree> trees, int features)
    {
        _features = features;
        _roots = new int[trees.Count];
        _steps = new byte[(trees.Count + 7) / 8];
        int total = 0;
        for (int t = 0; t < trees.Count; t++)
        {
            _roots[t] = total;
            _steps[t / 8] = (byte)Math.Min(Math.Max(_steps[t / 8], trees[t].Depth), FixedSteps);
            _isDeep |= trees[t].Depth > FixedSteps;
            total = checked(total + trees[t].Count);
        }

        _nodes = new Node[total];
        _values = new float[total];
        for (int t = 0; t < trees.Count; t++)
        {
            for (int n = 0; n < trees[t].Count; n++)
            {
                Pack(trees[t][n], _roots[t], _roots[t] + n);
            }
        }
    }

    /// <summary>How many bytes <see cref="Sum"/> wants: each feature's bin twice.</summary>
    public int RowLength => 2 * _features;

    /// <summary>Fills the second half of a row, in which missing counts as the largest bin.</summary>
    public void Double(Span<byte> row)
    {
        Span<byte> second = row.Slice(_features, _features);
        row[.._features].CopyTo(second);
        second.Replace((byte)0, byte.MaxValue);
    }

    /// <summary>The sum of all trees' values for a doubled row of bins. Trees are walked eight at a time, since each
    /// step waits for the one before it.</summary>
    public double Sum(ReadOnlySpan<byte> row)
    {
        ref byte bins = ref MemoryMarshal.GetReference(row);
        ref Node nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref float values = ref MemoryMarshal.GetArrayDataReference(_values);
        double sum = 0;
        int t = 0;
        for (; t <= _roots.Length - 8; t += 8)
        {
            int a = _roots[t];
            int b = _roots[t + 1];
            int c = _roots[t + 2];
            int d = _roots[t + 3];
            int e = _roots[t + 4];
            int f = _roots[t + 5];
            int g = _roots[t + 6];
            int h = _roots[t + 7];
            for (int step = _steps[t / 8]; step > 0; step--)
            {
                a = Step(ref nodes, ref bins, a);
                b = Step(ref nodes, ref bins, b);
                c = Step(ref nodes, ref bins, c);
                d = Step(ref nodes, ref bins, d);
                e = Step(ref nodes, ref bins, e);
                f = Step(ref nodes, ref bins, f);
                g = Step(ref nodes, ref bins, g);
                h = Step(ref nodes, ref bins, h);
            }

            if (_isDeep)
            {
                a = Leaf(ref nodes, ref bins, a);
                b = Leaf(ref nodes, ref bins, b);
                c = Leaf(ref nodes, ref bins, c);
                d = Leaf(ref nodes, ref bins, d);
                e = Leaf(ref nodes, ref bins, e);
                f = Leaf(ref nodes, ref bins, f);
                g = Leaf(ref nodes, ref bins, g);
                h = Leaf(ref nodes, ref bins, h);
            }

            sum += Unsafe.Add(ref values, a);
            sum += Unsafe.Add(ref values, b);
            sum += Unsafe.Add(ref values, c);
            sum += Unsafe.Add(ref values, d);
            sum += Unsafe.Add(ref values, e);
            sum += Unsafe.Add(ref values, f);
            sum += Unsafe.Add(ref values, g);
            sum += Unsafe.Add(ref values, h);
        }

        for (; t < _roots.Length; t++)
        {
            sum += Unsafe.Add(ref values, Leaf(ref nodes, ref bins, _roots[t]));
        }

        return sum;
    }

    /// <summary>Walks on until a leaf leads to itself.</summary>
    private static int Leaf(ref Node nodes, ref byte bins, int at)
    {
        for (int next = Step(ref nodes, ref bins, at); next != at; next = Step(ref nodes, ref bins, at))
        {
            at = next;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(ref Node nodes, ref byte bins, int at)
    {
        Node node = Unsafe.Add(ref nodes, at);
        int bin = Unsafe.Add(ref bins, (int)node.Feature);
        return node.Left + (int)((uint)(node.Bin - bin) >> 31);
    }

    private void Pack(TreeNode node, int root, int at)
    {
        _values[at] = node.Value;
        _nodes[at] = node.IsLeaf
            ? new Node { Left = at, Bin = byte.MaxValue }
            : new Node
            {
                Left = root + node.Left,
                Bin = node.Bin,
                Feature = (ushort)(node.MissingRight ? node.Feature + _features : node.Feature),
            };
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public int Left;
        public ushort Feature;
        public ushort Bin;
    }
}
