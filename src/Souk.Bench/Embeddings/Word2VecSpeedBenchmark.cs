using System.Diagnostics;
using System.Globalization;
using Souk.Bench.Data;
using Souk.Learning.Data;
using Souk.Learning.Embeddings;
using Souk.Learning.Splits;

namespace Souk.Bench.Embeddings;

/// <summary>Words a second of skip-gram beside gensim's, on the histories of Gowalla as sentences.</summary>
public sealed class Word2VecSpeedBenchmark : ILearningBenchmark
{
    private const int Repeats = 3;

    private static readonly SkipGramOptions Options = new() { Dimension = 64, Epochs = 5 };

    /// <inheritdoc/>
    public string Name => "word2vec-speed";

    /// <inheritdoc/>
    public BenchmarkKind Kind => BenchmarkKind.Speed;

    /// <inheritdoc/>
    public string DataSet => "gowalla";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        InteractionSplit data = InteractionData.ReadGowalla(dataFolder);
        var sequences = new ItemSequences(data.Train.Columns, data.Train.RowStarts, data.Train.ColumnIndices);
        double best = double.MaxValue;
        for (int r = 0; r < Repeats; r++)
        {
            var clock = Stopwatch.StartNew();
            SkipGram.Fit(sequences, Options, cancellation: cancellation);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        double ours = sequences.Items.Length * (double)Options.Epochs / best;
        double rival = Rival(sequences);
        yield return new BenchmarkRow(
            "skip-gram, 64 values, window 5, 5 noise tokens",
            "words/s",
            ours,
            double.IsNaN(rival) ? null : $"gensim {rival.ToString("F0", CultureInfo.InvariantCulture)}",
            rival,
            Seconds: best,
            Settings: $"{Options.Epochs} epochs, best of {Repeats} runs; gensim's better of its two ways, same file");
    }

    private static double Rival(ItemSequences sequences)
    {
        string file = Path.GetTempFileName();
        try
        {
            using (var writer = new StreamWriter(file))
            {
                for (int s = 0; s < sequences.Count; s++)
                {
                    writer.WriteLine(string.Join(' ', sequences[s].ToArray()));
                }
            }

            IReadOnlyDictionary<string, double>? figures = RivalScript.Run(
                "word2vec.py", file, "64", "5", "5", "0.001", Options.Epochs.ToString(CultureInfo.InvariantCulture));
            return figures is null ? double.NaN : Math.Max(figures["words_per_s"], figures["file_words_per_s"]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
