using System.Numerics.Tensors;
using Souk.Core.Definition;
using Souk.Learning.Factorization;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Models;

/// <summary>A factor model (iALS); subjects are folded in from their newest interactions.</summary>
internal sealed class FactorIndex(ImplicitAlsModel model, string[] ids) : RecallModel(ids)
{
    internal override RecallSource Source => RecallSource.Factors;

    internal static FactorIndex Load(Stream stream, string[] ids, long likings)
    {
        ImplicitAlsModel model = ImplicitAlsModel.Load(stream);
        CheckObjects(model.ItemFactors.Rows, ids);
        return new FactorIndex(model, ids) { Likings = likings };
    }

    private protected override List<(int Column, float Score)> Nearest(int[] columns, float[] weights)
    {
        float[] vector = new float[model.Factors];
        model.FoldInUser(columns, weights, vector);
        PriorityQueue<int, float> best = new();
        for (int item = 0; item < Objects; item++)
        {
            float score = TensorPrimitives.Dot<float>(vector, model.ItemFactors.Row(item));
            if (best.Count < RecallLimits.PerSource)
            {
                best.Enqueue(item, score);
            }
            else if (best.TryPeek(out _, out float least) && score > least)
            {
                best.EnqueueDequeue(item, score);
            }
        }

        List<(int, float)> found = new(best.Count);
        while (best.TryDequeue(out int item, out float score))
        {
            found.Add((item, score));
        }

        found.Reverse();
        return found;
    }

    private protected override void SaveModel(Stream stream) => model.Save(stream);
}
