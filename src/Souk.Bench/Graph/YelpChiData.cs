using System.Globalization;
using Souk.Bench.Data;
using Souk.Graph.Dense;

namespace Souk.Bench.Graph;

/// <summary>The YelpChi review graph: who reviewed what, how suspicious each review and reviewer looks by itself, and
/// which
/// reviews were filtered (for the final score only).</summary>
internal sealed class YelpChiData
{
    private const string Set = "yelpchi";

    internal required EdgeList Reviews { get; init; }

    internal required double[] ReviewPriors { get; init; }

    internal required double[] UserPriors { get; init; }

    internal required float[] Labels { get; init; }

    internal static YelpChiData Read(string dataFolder)
    {
        Dictionary<string, int> users = [];
        Dictionary<string, int> products = [];
        List<int> rows = [];
        List<int> columns = [];
        List<double> priors = [];
        List<float> labels = [];
        foreach (string line in DataFile.Lines(dataFolder, Set, "reviews.csv.gz").Skip(1))
        {
            string[] parts = line.Split(',');
            rows.Add(NumberOf(users, parts[0]));
            columns.Add(NumberOf(products, parts[1]));
            labels.Add(parts[2] == "-1" ? 1 : 0);
            priors.Add(double.Parse(parts[3], CultureInfo.InvariantCulture));
        }

        double[] userPriors = new double[users.Count];
        foreach (string line in DataFile.Lines(dataFolder, Set, "user_priors.csv.gz").Skip(1))
        {
            string[] parts = line.Split(',');
            if (users.TryGetValue(parts[0], out int user))
            {
                userPriors[user] = double.Parse(parts[1], CultureInfo.InvariantCulture);
            }
        }

        return new YelpChiData
        {
            Reviews = new EdgeList(users.Count, products.Count, [.. rows], [.. columns]),
            ReviewPriors = [.. priors],
            UserPriors = userPriors,
            Labels = [.. labels],
        };
    }

    private static int NumberOf(Dictionary<string, int> numbers, string id)
    {
        if (!numbers.TryGetValue(id, out int number))
        {
            number = numbers.Count;
            numbers.Add(id, number);
        }

        return number;
    }
}
