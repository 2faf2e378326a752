using Souk.Learning.Training;

namespace Souk.Learning.Text;

/// <summary>The hashed n-grams of texts with their counts, text after text, ascending within a text.</summary>
internal sealed class PlaceCounts
{
    private const int TextsPerBlock = 256;

    private readonly int[] _starts;
    private readonly int[] _counts;

    private PlaceCounts(int[] starts, int[] places, int[] counts)
    {
        _starts = starts;
        Places = places;
        _counts = counts;
    }

    public int Rows => _starts.Length - 1;

    public int[] Places { get; }

    public ReadOnlySpan<int> RowPlaces(int row) => Places.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    public ReadOnlySpan<int> RowCounts(int row) => _counts.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    public static PlaceCounts Of(
        IReadOnlyList<string> texts, TextFeaturesOptions options, int threads, CancellationToken cancellation)
    {
        var blocks = new Block[WorkPartition.BlockCount(texts.Count, TextsPerBlock)];
        WorkPartition.ForBlocks(
            texts.Count,
            TextsPerBlock,
            threads,
            (block, from, to) => blocks[block] = new Block(texts, options, from, to),
            cancellation);
        int total = 0;
        foreach (Block block in blocks)
        {
            total = checked(total + block.Places.Count);
        }

        int[] starts = new int[texts.Count + 1];
        int[] places = new int[total];
        int[] counts = new int[total];
        int at = 0;
        int row = 0;
        foreach (Block block in blocks)
        {
            block.Places.CopyTo(places, at);
            block.Counts.CopyTo(counts, at);
            foreach (int end in block.Ends)
            {
                starts[++row] = at + end;
            }

            at += block.Places.Count;
        }

        return new PlaceCounts(starts, places, counts);
    }

    /// <summary>What one block of texts holds; one thread's work.</summary>
    private sealed class Block
    {
        private char[] _folded = new char[256];

        public Block(IReadOnlyList<string> texts, TextFeaturesOptions options, int from, int to)
        {
            var sink = new PlaceSink(64 - options.HashBits);
            for (int t = from; t < to; t++)
            {
                string text = texts[t] ?? "";
                if (text.Length > _folded.Length)
                {
                    _folded = new char[text.Length * 2];
                }

                TextFolding.Fold(text, _folded);
                sink.Clear();
                NgramScanner.Scan(_folded.AsSpan(0, text.Length), options, ref sink);
                AddSorted(sink.Places);
                Ends.Add(Places.Count);
            }
        }

        public List<int> Places { get; } = [];

        public List<int> Counts { get; } = [];

        public List<int> Ends { get; } = [];

        private void AddSorted(Span<int> places)
        {
            places.Sort();
            for (int i = 0; i < places.Length; i++)
            {
                if (i > 0 && places[i] == places[i - 1])
                {
                    Counts[^1]++;
                    continue;
                }

                Places.Add(places[i]);
                Counts.Add(1);
            }
        }
    }

    private struct PlaceSink(int shift) : INgramSink
    {
        private int[] _places = new int[256];
        private int _count;

        public readonly Span<int> Places => _places.AsSpan(0, _count);

        public void Clear() => _count = 0;

        public void Add(ulong hash, int start, int length)
        {
            if (_count == _places.Length)
            {
                Array.Resize(ref _places, _count * 2);
            }

            _places[_count++] = (int)(hash >> shift);
        }
    }
}
