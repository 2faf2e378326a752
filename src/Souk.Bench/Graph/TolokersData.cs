using System.Globalization;
using Souk.Bench.Data;

namespace Souk.Bench.Graph;

/// <summary>Tolokers: workers of a marketplace, joined where they worked on one task; the label is a ban.</summary>
internal sealed class TolokersData
{
    internal const int Columns = 10;
    private const string Set = "tolokers";

    internal required float[] Features { get; init; }

    internal required float[] Labels { get; init; }

    internal required int[] From { get; init; }

    internal required int[] To { get; init; }

    /// <summary>For each split, each node's part: T (train), V (validation) or E (test).</summary>
    internal required char[][] Splits { get; init; }

    internal static TolokersData Read(string dataFolder)
    {
        List<float> features = [];
        List<float> labels = [];
        foreach (string line in DataFile.Lines(dataFolder, Set, "nodes.csv.gz").Skip(1))
        {
            string[] parts = line.Split(',');
            labels.Add(float.Parse(parts[1], CultureInfo.InvariantCulture));
            features.AddRange(parts.Skip(2).Select(p => float.Parse(p, CultureInfo.InvariantCulture)));
        }

        List<int> from = [];
        List<int> to = [];
        foreach (string line in DataFile.Lines(dataFolder, Set, "edges.csv.gz").Skip(1))
        {
            int comma = line.IndexOf(',', StringComparison.Ordinal);
            from.Add(int.Parse(line.AsSpan(0, comma), CultureInfo.InvariantCulture));
            to.Add(int.Parse(line.AsSpan(comma + 1), CultureInfo.InvariantCulture));
        }

        string[][] splits =
            [.. DataFile.Lines(dataFolder, Set, "gadbench_full_splits.csv.gz").Skip(1).Select(l => l.Split(','))];
        return new TolokersData
        {
            Features = [.. features],
            Labels = [.. labels],
            From = [.. from],
            To = [.. to],
            Splits =
            [
                .. Enumerable.Range(1, splits[0].Length - 1).Select(s => splits.Select(row => row[s][0]).ToArray()),
            ],
        };
    }
}
