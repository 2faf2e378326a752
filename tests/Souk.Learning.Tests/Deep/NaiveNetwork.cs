using Souk.Learning.Data;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Weights;

namespace Souk.Learning.Tests.Deep;

/// <summary>The networks written down once more, slowly and in double precision, over named tensors: the oracle of
/// scores and, by finite differences, of gradients.</summary>
internal sealed class NaiveNetwork
{
    public NaiveNetwork(NetworkWeights weights)
    {
        var tensors = new List<SafeTensor>();
        NetworkTensors.Export(weights, "", tensors);
        Tensors = tensors.ToDictionary(t => t.Name, t => Array.ConvertAll(t.ToSingles(), v => (double)v));
        Shape = weights.Shape;
    }

    public Dictionary<string, double[]> Tensors { get; }

    public NetworkShape Shape { get; }

    public double[] Inputs(SparseRows rows, int row)
    {
        double[] inputs = new double[Shape.Fields * Shape.EmbeddingSize];
        for (int e = 0; e < rows.Indices(row).Length; e++)
        {
            for (int k = 0; k < Shape.EmbeddingSize; k++)
            {
                inputs[(rows.Fields(row)[e] * Shape.EmbeddingSize) + k] += rows.Values(row)[e]
                    * Tensors["embedding.weight"][(rows.Indices(row)[e] * Shape.EmbeddingSize) + k];
            }
        }

        return inputs;
    }

    public double DeepFm(SparseRows rows, int row)
    {
        double[] inputs = Inputs(rows, row);
        double score = Stack("mlp", inputs, true)[0];
        if (!Tensors.TryGetValue("first_order.weight", out double[]? first))
        {
            return score;
        }

        for (int e = 0; e < rows.Indices(row).Length; e++)
        {
            score += first[rows.Indices(row)[e]] * rows.Values(row)[e];
        }

        int size = Shape.EmbeddingSize;
        for (int a = 0; a < Shape.Fields; a++)
        {
            for (int b = a + 1; b < Shape.Fields; b++)
            {
                for (int k = 0; k < size; k++)
                {
                    score += inputs[(a * size) + k] * inputs[(b * size) + k];
                }
            }
        }

        return score;
    }

    public double Tower(SparseRows rows, int row, int task) => Stack($"towers.{task}", Inputs(rows, row), true)[0];

    public double Mixture(SparseRows rows, int row, int task, int experts)
    {
        double[] inputs = Inputs(rows, row);
        double[] gate = Stack($"gates.{task}", inputs, true);
        double total = gate.Sum(Math.Exp);
        double[]? mixed = null;
        for (int e = 0; e < experts; e++)
        {
            double[] expert = Stack($"experts.{e}", inputs, false);
            mixed ??= new double[expert.Length];
            for (int i = 0; i < mixed.Length; i++)
            {
                mixed[i] += Math.Exp(gate[e]) / total * expert[i];
            }
        }

        return Stack($"towers.{task}", mixed!, true)[0];
    }

    /// <summary>The L2 penalties: of layers' weights once, of the vectors and first-order weights of each row's entries
    /// as the mean over the rows.</summary>
    public double Penalty(SparseRows rows, double l2, double embeddingL2)
    {
        double sum = 0;
        foreach ((string name, double[] values) in Tensors)
        {
            bool isLayer = name.EndsWith(".weight", StringComparison.Ordinal) && name is not "embedding.weight"
                and not "first_order.weight";
            sum += isLayer ? l2 / 2 * values.Sum(v => v * v) : 0;
        }

        for (int r = 0; r < rows.Rows; r++)
        {
            foreach (int index in rows.Indices(r))
            {
                double squares = Tensors["embedding.weight"]
                    .Skip(index * Shape.EmbeddingSize).Take(Shape.EmbeddingSize).Sum(v => v * v);
                Tensors.TryGetValue("first_order.weight", out double[]? first);
                squares += first is null ? 0 : first[index] * first[index];
                sum += embeddingL2 / 2 * squares / rows.Rows;
            }
        }

        return sum;
    }

    public double[] Stack(string name, double[] inputs, bool linearEnd)
    {
        for (int l = 0; Tensors.ContainsKey($"{name}.{l}.weight"); l++)
        {
            double[] weights = Tensors[$"{name}.{l}.weight"];
            double[] outputs = [.. Tensors[$"{name}.{l}.bias"]];
            bool isLast = !Tensors.ContainsKey($"{name}.{l + 1}.weight");
            for (int o = 0; o < outputs.Length; o++)
            {
                for (int i = 0; i < inputs.Length; i++)
                {
                    outputs[o] += weights[(o * inputs.Length) + i] * inputs[i];
                }

                outputs[o] = isLast && linearEnd ? outputs[o] : Math.Max(outputs[o], 0);
            }

            inputs = outputs;
        }

        return inputs;
    }
}
