using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Training;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Tests.Deep;

/// <summary>Holds the gradients of a whole network's first step against finite differences of an oracle's
/// loss.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-7;

    // Adam's first moment after one step is this share of the gradient.
    private const float FirstShare = 1 - 0.9f;

    /// <summary>Takes one step with a batch of all rows and compares.</summary>
    /// <param name="learner">A fresh learner.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="loss">The oracle's loss with penalties.</param>
    /// <param name="tolerance">What gradients may differ by.</param>
    public static void Run(NetworkLearner learner, int rows, Func<NaiveNetwork, double> loss, double tolerance = 2e-5)
    {
        DrawBiases(learner.Weights[0].Dense);
        NetworkWeights before = learner.Weights[0].Copy();
        var naive = new NaiveNetwork(before);
        int[] batch = [.. Enumerable.Range(0, rows)];
        learner.Learn(batch);
        NetworkWeights moments = FirstMoments(learner, before);
        var found = new NaiveNetwork(moments);
        int compared = 0;
        foreach ((string name, double[] values) in naive.Tensors)
        {
            for (int i = 0; i < values.Length; i++)
            {
                double kept = values[i];
                values[i] = kept + Step;
                double up = loss(naive);
                values[i] = kept - Step;
                double down = loss(naive);
                values[i] = kept;
                double expected = (up - down) / (2 * Step);
                double actual = found.Tensors[name][i] / FirstShare;
                Assert.True(
                    Math.Abs(expected - actual) <= tolerance,
                    $"{name}[{i}]: finite difference {expected:g6}, gradient {actual:g6}.");
                compared += Math.Abs(expected) > 10 * tolerance ? 1 : 0;
            }
        }

        Assert.True(compared > 20, $"Only {compared} gradients are large enough to mean something.");
    }

    /// <summary>With biases of zero, a unit whose inputs are all cut off would stand right on its rectifier's
    /// kink.</summary>
    private static void DrawBiases(DenseWeights weights)
    {
        var random = new SeededRandom(4);
        foreach (DenseLayer layer in weights.Layout.Layers)
        {
            foreach (ref float bias in weights.Biases(layer))
            {
                bias = (float)(0.3 * random.NextGaussian());
            }
        }
    }

    private static NetworkWeights FirstMoments(NetworkLearner learner, NetworkWeights shape)
    {
        using var stream = new MemoryStream();
        var writer = new ModelWriter(stream, "moments", 1);
        learner.SaveOptimizer(writer);
        writer.Complete();
        stream.Position = 0;
        var reader = new ModelReader(stream, "moments", 1);
        Assert.Equal(1, reader.ReadInt64());
        NetworkWeights moments = shape.Copy();
        reader.ReadArray<float>().CopyTo(moments.Dense.Span);
        reader.ReadArray<float>();
        reader.ReadArray<float>().CopyTo(moments.Embeddings.Vectors.AllValues());
        reader.ReadArray<float>();
        float[] order = reader.ReadArray<float>();
        order.CopyTo(moments.Embeddings.FirstOrder ?? [], 0);
        return moments;
    }
}
