using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>One ADBench table: numeric features and whether each row is an anomaly.</summary>
/// <param name="Name">The name as ADBench writes it, for example "23_mammography".</param>
/// <param name="Columns">The number of features.</param>
/// <param name="Features">Row after row, <paramref name="Columns"/> numbers each, in file order.</param>
/// <param name="IsAnomaly">Whether each row is an anomaly.</param>
public sealed record AnomalyData(string Name, int Columns, double[] Features, bool[] IsAnomaly)
{
    private const string Set = "adbench";

    /// <summary>The names of the sets at hand, ordered by their number.</summary>
    public static string[] Names(string dataFolder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(dataFolder, Set), "*_*.csv.gz")
            .Select(path => Path.GetFileName(path)[..^".csv.gz".Length])
            .OrderBy(name => int.Parse(name.AsSpan(0, name.IndexOf('_')), CultureInfo.InvariantCulture)),
    ];

    /// <summary>Reads one set.</summary>
    public static AnomalyData Read(string dataFolder, string name)
    {
        List<double> features = [];
        List<bool> labels = [];
        int columns = 0;
        foreach (string line in DataFile.Lines(dataFolder, Set, name + ".csv.gz").Skip(1))
        {
            string[] parts = line.Split(',');
            columns = parts.Length - 1;
            for (int c = 0; c < columns; c++)
            {
                features.Add(double.Parse(parts[c], CultureInfo.InvariantCulture));
            }

            labels.Add(double.Parse(parts[columns], CultureInfo.InvariantCulture) > 0.5);
        }

        return new AnomalyData(name, columns, [.. features], [.. labels]);
    }

    /// <summary>Published AUC in percent by data set and method, for one setting (Livernoche et al., 2024, tables 1 and
    /// 2). Data sets are named in lower case without their number.</summary>
    /// <param name="dataFolder">The folder that holds the data sets.</param>
    /// <param name="oneClass">True for training on normal rows only (table 1), false for unsupervised (table
    /// 2).</param>
    public static Dictionary<(string DataSet, string Method), double> ReadPublished(string dataFolder, bool oneClass)
    {
        var published = new Dictionary<(string, string), double>();
        foreach (string line in DataFile.Lines(dataFolder, Set, "published_DTE.csv").Skip(1))
        {
            List<string> parts = DataFile.SplitCsv(line);
            if (parts[0].StartsWith(oneClass ? "Table 1:" : "Table 2:", StringComparison.Ordinal))
            {
                published[(parts[1], parts[2])] = double.Parse(parts[3], CultureInfo.InvariantCulture);
            }
        }

        return published;
    }
}
