using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>
/// Card payments of the Fraud Detection Handbook with its 15 reference features, 2018-07-25 to 2018-08-14, and the
/// train and test rows of its protocol A: train on the first week; a week's gap, because labels arrive a week late;
/// test on the third week without the customers already known to be defrauded.
/// </summary>
/// <param name="FeatureNames">The 15 feature names.</param>
/// <param name="Features">Row after row, 15 numbers each, in order of time.</param>
/// <param name="Customers">The customer of each row.</param>
/// <param name="Days">The day of each row, counted from 2018-04-01.</param>
/// <param name="Labels">1 for fraud, else 0.</param>
/// <param name="TrainRows">The 67,240 rows to learn from.</param>
/// <param name="TestRows">The 58,264 rows to be judged by.</param>
public sealed record FraudHandbookData(
    string[] FeatureNames,
    float[] Features,
    int[] Customers,
    int[] Days,
    float[] Labels,
    int[] TrainRows,
    int[] TestRows)
{
    private const string Set = "fraud_handbook";
    private const int SecondsPerDay = 86_400;
    private const int DaysPerWeek = 7;

    /// <summary>The day protocol A starts to learn from, 2018-07-25, counted from 2018-04-01.</summary>
    public const int TrainStartDay = 115;

    /// <summary>Reads the set.</summary>
    public static FraudHandbookData Read(string dataFolder)
    {
        List<string> lines =
            [.. DataFile.Lines(dataFolder, Set, "reference_features_2018-07-25_2018-08-14.csv.gz")];
        string[] names = lines[0].Split(',')[1..];
        int rows = lines.Count - 1;
        var rowOf = new Dictionary<int, int>(rows);
        float[] features = new float[rows * names.Length];
        for (int r = 0; r < rows; r++)
        {
            string[] parts = lines[r + 1].Split(',');
            rowOf.Add(int.Parse(parts[0], CultureInfo.InvariantCulture), r);
            for (int c = 0; c < names.Length; c++)
            {
                features[(r * names.Length) + c] = float.Parse(parts[c + 1], CultureInfo.InvariantCulture);
            }
        }

        int[] customers = new int[rows];
        int[] days = new int[rows];
        float[] labels = new float[rows];
        foreach (string line in DataFile.Lines(dataFolder, Set, "transactions.csv.gz").Skip(1))
        {
            string[] parts = line.Split(',');
            if (rowOf.TryGetValue(int.Parse(parts[0], CultureInfo.InvariantCulture), out int row))
            {
                days[row] = int.Parse(parts[1], CultureInfo.InvariantCulture) / SecondsPerDay;
                customers[row] = int.Parse(parts[2], CultureInfo.InvariantCulture);
                labels[row] = int.Parse(parts[5], CultureInfo.InvariantCulture);
            }
        }

        int[] train = [.. Enumerable.Range(0, rows).Where(r => days[r] < TrainStartDay + DaysPerWeek)];
        return new FraudHandbookData(
            names, features, customers, days, labels, train, TestOf(customers, days, labels, train));
    }

    private static int[] TestOf(int[] customers, int[] days, float[] labels, int[] train)
    {
        var known = new HashSet<int>(train.Where(r => labels[r] > 0).Select(r => customers[r]));
        List<int> test = [];
        for (int day = 0; day < DaysPerWeek; day++)
        {
            int labelled = TrainStartDay + DaysPerWeek + day - 1;
            int testDay = TrainStartDay + (2 * DaysPerWeek) + day;
            for (int r = 0; r < days.Length; r++)
            {
                if (days[r] == labelled && labels[r] > 0)
                {
                    known.Add(customers[r]);
                }
            }

            for (int r = 0; r < days.Length; r++)
            {
                if (days[r] == testDay && !known.Contains(customers[r]))
                {
                    test.Add(r);
                }
            }
        }

        return [.. test];
    }

    /// <summary>Card precision at 100: each day the 100 customers with the highest score are looked at; the share of
    /// them with a fraud that day, averaged over the days. A customer found out is not looked at again on later
    /// days.</summary>
    /// <param name="testScores">The score of each of <see cref="TestRows"/>.</param>
    /// <param name="cards">How many customers can be looked at a day.</param>
    public double CardPrecision(IReadOnlyList<double> testScores, int cards = 100)
    {
        ArgumentNullException.ThrowIfNull(testScores);
        if (testScores.Count != TestRows.Length)
        {
            throw new ArgumentException($"Got {testScores.Count} scores for {TestRows.Length} test " +
                "rows.", nameof(testScores));
        }

        var caught = new HashSet<int>();
        double sum = 0;
        int dayCount = 0;
        foreach (IGrouping<int, int> day in Enumerable.Range(0, TestRows.Length).GroupBy(i => Days[TestRows[i]]))
        {
            List<(int Customer, double Score, bool Fraud)> ranked =
            [
                .. day.GroupBy(i => Customers[TestRows[i]])
                    .Where(g => !caught.Contains(g.Key))
                    .Select(g => (g.Key, g.Max(i => testScores[i]), g.Any(i => Labels[TestRows[i]] > 0)))
                    .OrderByDescending(c => c.Item2).ThenBy(c => c.Key).Take(cards),
            ];
            sum += ranked.Count(c => c.Fraud) / (double)cards;
            caught.UnionWith(ranked.Where(c => c.Fraud).Select(c => c.Customer));
            dayCount++;
        }

        return sum / dayCount;
    }
}
