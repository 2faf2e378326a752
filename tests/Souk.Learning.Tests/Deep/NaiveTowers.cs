using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Deep.Networks;

namespace Souk.Learning.Tests.Deep;

/// <summary>Two towers and their loss written down once more, slowly and in double precision.</summary>
internal sealed class NaiveTowers(
    TwoTowerData data, TwoTowerOptions options, NetworkWeights users, NetworkWeights items)
{
    public NaiveNetwork Users { get; } = new(users);

    public NaiveNetwork Items { get; } = new(items);

    /// <summary>The vector of a user, with an item left out of the history.</summary>
    public double[] User(int user, int except)
    {
        double[] inputs = Users.Inputs(data.UserFeatures, user);
        int[] history = [.. data.Interactions.RowColumns(user).ToArray().Where(i => i != except)];
        int size = Users.Shape.EmbeddingSize;
        for (int h = 0; h < history.Length && options.HasHistory; h++)
        {
            int from = (data.UserFeatures.Dimension + history[h]) * size;
            for (int k = 0; k < size; k++)
            {
                inputs[inputs.Length - size + k] += Users.Tensors["embedding.weight"][from + k] / history.Length;
            }
        }

        return Place(Users, inputs);
    }

    public double[] Item(int item) => Place(Items, Items.Inputs(data.ItemFeatures, item));

    /// <summary>The L2 penalties: of layers' weights once, of the vectors of each pair's entries as the mean over the
    /// pairs.</summary>
    public double Penalty(int[] pairUsers, int[] pairItems)
    {
        double sum = 0;
        foreach (NaiveNetwork network in new[] { Users, Items })
        {
            for (int l = 0; network.Tensors.TryGetValue($"mlp.{l}.weight", out double[]? weights); l++)
            {
                sum += options.L2 / 2 * weights.Sum(w => w * w);
            }
        }

        double squares = 0;
        for (int i = 0; i < pairUsers.Length; i++)
        {
            foreach (int index in data.UserFeatures.Indices(pairUsers[i]))
            {
                squares += Squares(Users, index);
            }

            foreach (int index in data.ItemFeatures.Indices(pairItems[i]))
            {
                squares += Squares(Items, index);
            }

            foreach (int item in data.Interactions.RowColumns(pairUsers[i]))
            {
                bool counts = options.HasHistory && item != pairItems[i];
                squares += counts ? Squares(Users, data.UserFeatures.Dimension + item) : 0;
            }
        }

        return sum + (options.EmbeddingL2 / 2 * squares / pairUsers.Length);
    }

    /// <summary>The mean loss of a batch of pairs, with penalties.</summary>
    public double Loss(int[] pairUsers, int[] pairItems)
    {
        double[] counts = new double[data.Interactions.Columns];
        foreach (int item in data.Interactions.ColumnIndices)
        {
            counts[item]++;
        }

        double[][] items = [.. Enumerable.Range(0, counts.Length).Select(Item)];
        double loss = Penalty(pairUsers, pairItems);
        for (int i = 0; i < pairUsers.Length; i++)
        {
            double[] user = User(pairUsers[i], pairItems[i]);
            double total = 0;
            for (int j = 0; j < pairItems.Length; j++)
            {
                bool known = data.Interactions.RowColumns(pairUsers[i]).Contains(pairItems[j]);
                if (j != i && (known || pairItems[j] == pairItems[i]))
                {
                    continue;
                }

                double share = (counts[pairItems[j]] + 1) / (data.Interactions.Count + counts.Length);
                double score = Dot(user, items[pairItems[j]]) / options.Temperature;
                score -= options.PopularityCorrection * Math.Log(share);
                total += Math.Exp(score);
                loss -= j == i ? score / pairUsers.Length : 0;
            }

            loss += Math.Log(total) / pairUsers.Length;
        }

        return loss;
    }

    private static double Squares(NaiveNetwork network, int index)
    {
        int size = network.Shape.EmbeddingSize;
        ReadOnlySpan<double> vector = network.Tensors["embedding.weight"].AsSpan(index * size, size);
        double sum = 0;
        foreach (double value in vector)
        {
            sum += value * value;
        }

        return sum;
    }

    private double[] Place(NaiveNetwork network, double[] inputs)
    {
        double[] raw;
        if (options.Hidden.Count > 0)
        {
            raw = network.Stack("mlp", inputs, true);
        }
        else
        {
            raw = new double[network.Shape.EmbeddingSize];
            for (int i = 0; i < inputs.Length; i++)
            {
                raw[i % raw.Length] += inputs[i];
            }
        }

        double length = Math.Sqrt(Dot(raw, raw));
        return Array.ConvertAll(raw, v => length > 0 ? v / length : 0);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
