using System.Numerics.Tensors;
using Souk.Learning.Data;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Text;

/// <summary>
/// Turns texts into sparse rows of weighted n-grams: words by <see cref="WordEnumerator"/>, hashed (Weinberger et al.,
/// 2009) so that no vocabulary is kept, weighted by TF-IDF (Salton and Buckley, 1988). Places that no training text hit
/// are left out, so a column is a feature that was seen. Immutable and safe to share.
/// </summary>
public sealed class TextFeatures
{
    private const string Kind = "text-features";
    private const int TextsPerBlock = 256;

    private readonly TextFeaturesOptions _options;
    private readonly int[] _columnOfPlace;
    private readonly float[] _weights;

    private TextFeatures(TextFeaturesOptions options, int[] places, float[] weights)
    {
        _options = options;
        Places = places;
        _weights = weights;
        _columnOfPlace = new int[1 << options.HashBits];
        _columnOfPlace.AsSpan().Fill(-1);
        for (int i = 0; i < places.Length; i++)
        {
            _columnOfPlace[places[i]] = i;
        }
    }

    /// <summary>The number of columns: the features seen in training.</summary>
    public int Count => _weights.Length;

    private int[] Places { get; }

    /// <summary>Learns which features there are and how much each weighs, and gives the training texts' rows.</summary>
    /// <param name="texts">The training texts; null counts as empty.</param>
    /// <param name="options">The settings.</param>
    /// <param name="rows">The rows of the training texts, as
    /// <see cref="Transform(IReadOnlyList{string}, int, CancellationToken)"/> would give them; the texts are read once
    /// only.</param>
    /// <param name="cancellation">Ends the fit early with an exception.</param>
    /// <exception cref="ArgumentException">There are no texts or a setting is out of range.</exception>
    public static TextFeatures Fit(
        IReadOnlyList<string> texts,
        TextFeaturesOptions options,
        out SparseMatrix rows,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (texts.Count == 0)
        {
            throw new ArgumentException("There is nothing to learn from no texts.");
        }

        PlaceCounts counts = PlaceCounts.Of(texts, options, options.Threads, cancellation);
        int[] textsWith = new int[1 << options.HashBits];
        foreach (int place in counts.Places)
        {
            textsWith[place]++;
        }

        List<int> places = [];
        List<float> weights = [];
        for (int place = 0; place < textsWith.Length; place++)
        {
            if (textsWith[place] >= options.MinimumTexts)
            {
                places.Add(place);
                double rarity = 1 + Math.Log((1.0 + texts.Count) / (1.0 + textsWith[place]));
                weights.Add(options.InverseTextFrequency ? (float)rarity : 1);
            }
        }

        var model = new TextFeatures(options, [.. places], [.. weights]);
        rows = model.Weigh(counts, options.Threads, cancellation);
        return model;
    }

    /// <summary>The rows of texts, <see cref="Count"/> columns; n-grams not seen in training are left out.</summary>
    public SparseMatrix Transform(
        IReadOnlyList<string> texts, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Weigh(PlaceCounts.Of(texts, _options, threads, cancellation), threads, cancellation);
    }

    /// <summary>The n-grams of a text that are features, in order, with repeats: what a prediction rests on.</summary>
    public IReadOnlyList<TextTerm> Terms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        char[] folded = new char[text.Length];
        TextFolding.Fold(text, folded);
        var sink = new TermSink(this, folded);
        NgramScanner.Scan(folded, _options, ref sink);
        return sink.Terms;
    }

    /// <summary>Writes the model as one model file; the stream stays open.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, 1);
        _options.Write(writer);
        writer.WriteArray<int>(Places);
        writer.WriteArray<float>(_weights);
        writer.Complete();
    }

    /// <summary>Reads a saved model.</summary>
    /// <exception cref="InvalidDataException">The stream holds no undamaged model of this kind.</exception>
    public static TextFeatures Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, 1);
        TextFeaturesOptions options = TextFeaturesOptions.Read(reader);
        int[] places = reader.ReadArray<int>();
        float[] weights = reader.ReadArray<float>();
        reader.Complete();
        ModelReader.Made(() =>
        {
            options.Validate();
            return options;
        });
        bool valid = options.HashBits is >= 10 and <= 24 && places.Length == weights.Length;
        for (int i = 0; valid && i < places.Length; i++)
        {
            valid = places[i] >> options.HashBits == 0 && (i == 0 || places[i] > places[i - 1]);
        }

        return valid
            ? new TextFeatures(options, places, weights)
            : throw new InvalidDataException("The text features' places are not ascending within their hash range.");
    }

    private SparseMatrix Weigh(PlaceCounts counts, int threads, CancellationToken cancellation)
    {
        // Columns ascend with places, so rows stay sorted. First count what is known, then fill.
        int[] starts = new int[counts.Rows + 1];
        for (int r = 0; r < counts.Rows; r++)
        {
            int known = 0;
            foreach (int place in counts.RowPlaces(r))
            {
                known += _columnOfPlace[place] >= 0 ? 1 : 0;
            }

            starts[r + 1] = starts[r] + known;
        }

        int[] columns = new int[starts[^1]];
        float[] values = new float[starts[^1]];
        WorkPartition.ForBlocks(
            counts.Rows,
            TextsPerBlock,
            threads,
            (_, from, to) =>
            {
                for (int r = from; r < to; r++)
                {
                    int length = starts[r + 1] - starts[r];
                    WeighRow(counts, r, columns.AsSpan(starts[r], length), values.AsSpan(starts[r], length));
                }
            },
            cancellation);
        return SparseMatrix.FromRows(counts.Rows, Count, starts, columns, values);
    }

    private void WeighRow(PlaceCounts counts, int row, Span<int> columns, Span<float> values)
    {
        ReadOnlySpan<int> places = counts.RowPlaces(row);
        ReadOnlySpan<int> repeats = counts.RowCounts(row);
        int write = 0;
        for (int i = 0; i < places.Length; i++)
        {
            int column = _columnOfPlace[places[i]];
            if (column >= 0)
            {
                float count = _options.LogarithmicCounts ? 1 + MathF.Log(repeats[i]) : repeats[i];
                columns[write] = column;
                values[write++] = count * _weights[column];
            }
        }

        if (_options.Normalize && write > 0)
        {
            TensorPrimitives.Divide(values, TensorPrimitives.Norm<float>(values), values);
        }
    }

    private readonly struct TermSink(TextFeatures model, char[] folded) : INgramSink
    {
        public List<TextTerm> Terms { get; } = [];

        public void Add(ulong hash, int start, int length)
        {
            int column = model._columnOfPlace[(int)(hash >> (64 - model._options.HashBits))];
            if (column >= 0)
            {
                Terms.Add(new TextTerm(new string(folded, start, length), column));
            }
        }
    }
}
