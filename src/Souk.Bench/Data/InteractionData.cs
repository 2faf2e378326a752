using System.Globalization;
using Souk.Learning.Data;
using Souk.Learning.Splits;

namespace Souk.Bench.Data;

/// <summary>Readers of the public users × items data sets with a given train and test split; all values are
/// 1.</summary>
public static class InteractionData
{
    /// <summary>Gowalla check-ins, the split of NGCF and LightGCN: 29,858 users, 40,981 items, 810,128 +
    /// 217,242.</summary>
    public static InteractionSplit ReadGowalla(string dataFolder)
    {
        var train = new Pairs();
        var held = new Pairs();
        ReadUserLines(train, dataFolder, "gowalla", "train.txt");
        ReadUserLines(held, dataFolder, "gowalla", "test.txt");
        return Build(train, held);
    }

    /// <summary>Amazon Electronics, 14-core, the split of NBPO: 31,887 + 4,044 interactions.</summary>
    public static InteractionSplit ReadAmazonElectronics(string dataFolder)
    {
        var train = new Pairs();
        var held = new Pairs();
        ReadPairLines(train, dataFolder, "amazon_electronics", "train.txt");
        ReadPairLines(held, dataFolder, "amazon_electronics", "test.txt");
        return Build(train, held);
    }

    private static void ReadUserLines(Pairs pairs, string dataFolder, string set, string file)
    {
        foreach (string line in DataFile.Lines(dataFolder, set, file))
        {
            int user = -1;
            foreach (Range part in line.AsSpan().Split(' '))
            {
                ReadOnlySpan<char> text = line.AsSpan(part);
                if (text.IsEmpty)
                {
                    continue;
                }

                int number = int.Parse(text, CultureInfo.InvariantCulture);
                if (user < 0)
                {
                    user = number;
                    continue;
                }

                pairs.Add(user, number);
            }
        }
    }

    private static void ReadPairLines(Pairs pairs, string dataFolder, string set, string file)
    {
        foreach (string line in DataFile.Lines(dataFolder, set, file).Skip(1))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            pairs.Add(
                int.Parse(line.AsSpan(0, tab), CultureInfo.InvariantCulture),
                int.Parse(line.AsSpan(tab + 1), CultureInfo.InvariantCulture));
        }
    }

    private static InteractionSplit Build(Pairs train, Pairs held)
    {
        int users = 1 + Math.Max(train.Users.Max(), held.Users.Max());
        int items = 1 + Math.Max(train.Items.Max(), held.Items.Max());
        return new InteractionSplit(train.ToMatrix(users, items), held.ToMatrix(users, items));
    }

    private sealed class Pairs
    {
        public List<int> Users { get; } = [];

        public List<int> Items { get; } = [];

        public void Add(int user, int item)
        {
            Users.Add(user);
            Items.Add(item);
        }

        public SparseMatrix ToMatrix(int users, int items)
        {
            float[] ones = new float[Users.Count];
            Array.Fill(ones, 1f);
            return SparseMatrix.FromEntries(users, items, Users.ToArray(), Items.ToArray(), ones);
        }
    }
}
