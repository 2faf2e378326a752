using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>The CDNOW sample of 2,357 customers in the form purchase models take, and its later purchases.</summary>
/// <param name="Frequency">Repeat purchase days of each customer in the first 39 weeks.</param>
/// <param name="RecencyWeeks">The age at the last purchase, in weeks; 0 without a repeat purchase.</param>
/// <param name="AgeWeeks">The age at the end of the 39 weeks, in weeks.</param>
/// <param name="MeanValue">The mean value of a repeat purchase, in dollars; 0 without one.</param>
/// <param name="HoldoutPurchases">Purchase days in the 39 weeks that follow.</param>
public sealed record CdnowData(
    double[] Frequency, double[] RecencyWeeks, double[] AgeWeeks, double[] MeanValue, int[] HoldoutPurchases)
{
    private const string Set = "cdnow";
    private const int CalibrationEnd = 19970930;

    /// <summary>Reads the set.</summary>
    public static CdnowData Read(string dataFolder)
    {
        double[][] rows =
        [
            .. DataFile.Lines(dataFolder, Set, "cdnow_customers_summary_with_transactions.csv").Skip(1)
                .Select(line => line.Split(',').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray()),
        ];
        var later = new HashSet<(int Customer, int Date)>();
        foreach (string line in DataFile.Lines(dataFolder, Set, "CDNOW_sample.txt"))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int date = int.Parse(parts[2], CultureInfo.InvariantCulture);
            if (date > CalibrationEnd)
            {
                later.Add((int.Parse(parts[1], CultureInfo.InvariantCulture), date));
            }
        }

        int[] holdout = new int[rows.Length];
        foreach ((int customer, _) in later)
        {
            holdout[customer - 1]++;
        }

        return new CdnowData(Column(rows, 1), Column(rows, 2), Column(rows, 3), Column(rows, 4), holdout);
    }

    private static double[] Column(double[][] rows, int column) => [.. rows.Select(r => r[column])];
}
