using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>One file of Frappe's leave-one-out split (CFM, ENSFM): which app was used in which context.</summary>
/// <param name="Contexts">The eight context features of each row (the first is the user).</param>
/// <param name="Items">The app of each row: its item feature.</param>
/// <param name="Costs">The second item feature of each row.</param>
public sealed record FrappeTopNData(int[][] Contexts, int[] Items, int[] Costs)
{
    /// <summary>Reads both files: 92,808 training rows and 3,387 test rows.</summary>
    public static (FrappeTopNData Train, FrappeTopNData Test) Read(string dataFolder) =>
        (ReadFile(dataFolder, "train.csv"), ReadFile(dataFolder, "test.csv"));

    private static FrappeTopNData ReadFile(string dataFolder, string file)
    {
        List<int[]> contexts = [];
        List<int> items = [];
        List<int> costs = [];
        foreach (string line in DataFile.Lines(dataFolder, "frappe", file))
        {
            string[] sides = line.Split(',');
            int[] item = Numbers(sides[1]);
            contexts.Add(Numbers(sides[0]));
            items.Add(item[0]);
            costs.Add(item[1]);
        }

        return new FrappeTopNData([.. contexts], [.. items], [.. costs]);
    }

    private static int[] Numbers(string text) =>
        [.. text.Split('-').Select(t => int.Parse(t, CultureInfo.InvariantCulture))];
}
