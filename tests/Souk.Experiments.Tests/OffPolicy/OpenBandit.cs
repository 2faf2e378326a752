using System.Globalization;
using System.IO.Compression;
using Souk.Experiments.OffPolicy;

namespace Souk.Experiments.Tests.OffPolicy;

/// <summary>Reads a log of the Open Bandit data set (Saito et al., 2021).</summary>
internal sealed class OpenBandit
{
    private OpenBandit(LoggedRounds rounds, int[] positions)
    {
        Rounds = rounds;
        Positions = positions;
    }

    internal LoggedRounds Rounds { get; }

    /// <summary>The place on the page, from 0.</summary>
    internal int[] Positions { get; }

    internal static string? Folder
    {
        get
        {
            string? data = Environment.GetEnvironmentVariable("SOUK_DATA");
            for (DirectoryInfo? at = new(AppContext.BaseDirectory); data is null && at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Souk.slnx")))
                {
                    data = Path.Combine(at.FullName, "..", "shared", "data");
                }
            }

            string? folder = data is null ? null : Path.Combine(data, "open_bandit");
            return folder is not null && Directory.Exists(folder) ? folder : null;
        }
    }

    internal static OpenBandit Load(string folder, string policy, string campaign)
    {
        using StreamReader reader = new(new GZipStream(
            File.OpenRead(Path.Combine(folder, policy, campaign, $"{campaign}.csv.gz")), CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split(',');
        int item = Array.IndexOf(header, "item_id");
        int position = Array.IndexOf(header, "position");
        int click = Array.IndexOf(header, "click");
        int propensity = Array.IndexOf(header, "propensity_score");
        List<int> actions = [];
        List<int> positions = [];
        List<double> rewards = [];
        List<double> propensities = [];
        while (reader.ReadLine() is string line)
        {
            string[] cells = line.Split(',');
            actions.Add(int.Parse(cells[item], CultureInfo.InvariantCulture));
            positions.Add(int.Parse(cells[position], CultureInfo.InvariantCulture) - 1);
            rewards.Add(double.Parse(cells[click], CultureInfo.InvariantCulture));
            propensities.Add(double.Parse(cells[propensity], CultureInfo.InvariantCulture));
        }

        int items = File.ReadLines(Path.Combine(folder, policy, campaign, "item_context.csv")).Count() - 1;
        return new OpenBandit(
            new LoggedRounds([.. actions], [.. rewards], [.. propensities], items), [.. positions]);
    }

    /// <summary>How often the policy of this log took each action at each place: its distribution, for the rounds of
    /// another log.</summary>
    internal TargetPolicy PolicyFor(OpenBandit other)
    {
        int actions = Rounds.ActionCount;
        double[] counts = new double[(Positions.Max() + 1) * actions];
        double[] totals = new double[Positions.Max() + 1];
        for (int i = 0; i < Positions.Length; i++)
        {
            counts[(Positions[i] * actions) + Rounds.Actions[i]]++;
            totals[Positions[i]]++;
        }

        double[] rows = new double[other.Positions.Length * actions];
        for (int i = 0; i < other.Positions.Length; i++)
        {
            int position = other.Positions[i];
            for (int a = 0; a < actions; a++)
            {
                rows[(i * actions) + a] = counts[(position * actions) + a] / totals[position];
            }
        }

        return new TargetPolicy(rows, actions);
    }
}
