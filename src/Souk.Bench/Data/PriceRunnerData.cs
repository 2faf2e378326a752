using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>PriceRunner product titles: 35,311 offers of 13,233 products in 10 categories.</summary>
/// <param name="Titles">The title of each offer.</param>
/// <param name="Clusters">The product each offer is for.</param>
/// <param name="Categories">The category of each offer, an index into <paramref name="CategoryNames"/>.</param>
/// <param name="CategoryNames">The category names, in alphabetical order.</param>
public sealed record PriceRunnerData(string[] Titles, int[] Clusters, int[] Categories, string[] CategoryNames)
{
    /// <summary>Reads the set.</summary>
    public static PriceRunnerData Read(string dataFolder)
    {
        List<List<string>> rows =
            [.. DataFile.Lines(dataFolder, "pricerunner", "pricerunner_aggregate.csv").Select(DataFile.SplitCsv)];
        string[] names = [.. rows.Select(r => r[6]).Distinct().Order(StringComparer.Ordinal)];
        return new PriceRunnerData(
            [.. rows.Select(r => r[1])],
            [.. rows.Select(r => int.Parse(r[3], CultureInfo.InvariantCulture))],
            [.. rows.Select(r => Array.IndexOf(names, r[6]))],
            names);
    }
}
