using System.Numerics.Tensors;
using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>The losses and their derivatives by the scores.</summary>
internal sealed class SampledLossFunction(SampledFactorizationOptions options)
{
    private readonly SampledLoss _kind = options.Loss;
    private readonly float _margin = (float)options.Margin;
    private readonly float _weight = (float)options.NegativeWeight!.Value;
    private readonly float _inverseTemperature = (float)(1 / options.Temperature);

    /// <summary>Replaces the negative scores by the loss's derivatives by them.</summary>
    /// <param name="positive">The score of the positive item.</param>
    /// <param name="negatives">The scores of the negatives; negative infinity where a drawn item is none.</param>
    /// <param name="positiveDerivative">The loss's derivative by the positive score.</param>
    /// <returns>The loss.</returns>
    public float Differentiate(float positive, Span<float> negatives, out float positiveDerivative) => _kind switch
    {
        SampledLoss.CosineContrastive => Contrastive(positive, negatives, out positiveDerivative),
        SampledLoss.SampledSoftmax => Softmax(positive, negatives, out positiveDerivative),
        _ => Pairwise(positive, negatives, out positiveDerivative),
    };

    private float Contrastive(float positive, Span<float> negatives, out float positiveDerivative)
    {
        float slope = _weight / negatives.Length;
        float excess = 0;
        for (int j = 0; j < negatives.Length; j++)
        {
            bool active = negatives[j] > _margin;
            excess += active ? negatives[j] - _margin : 0f;
            negatives[j] = active ? slope : 0f;
        }

        // With dropout a positive score can exceed one, which costs nothing more.
        positiveDerivative = positive < 1f ? -1f : 0f;
        return Math.Max(1f - positive, 0f) + (slope * excess);
    }

    private float Softmax(float positive, Span<float> negatives, out float positiveDerivative)
    {
        float top = Math.Max(positive, TensorPrimitives.Max<float>(negatives));
        TensorPrimitives.Subtract(negatives, top, negatives);
        TensorPrimitives.Multiply(negatives, _inverseTemperature, negatives);
        TensorPrimitives.Exp<float>(negatives, negatives);
        float own = MathF.Exp((positive - top) * _inverseTemperature);
        float sum = own + TensorPrimitives.Sum<float>(negatives);
        TensorPrimitives.Multiply(negatives, _inverseTemperature / sum, negatives);
        positiveDerivative = _inverseTemperature * ((own / sum) - 1f);
        return MathF.Log(sum / own);
    }

    private static float Pairwise(float positive, Span<float> negatives, out float positiveDerivative)
    {
        float share = 1f / negatives.Length;
        TensorPrimitives.Subtract(negatives, positive, negatives);
        float loss = 0;
        for (int j = 0; j < negatives.Length; j++)
        {
            loss += Math.Max(negatives[j], 0f) + MathF.Log(1f + MathF.Exp(-MathF.Abs(negatives[j])));
        }

        TensorPrimitives.Sigmoid<float>(negatives, negatives);
        TensorPrimitives.Multiply(negatives, share, negatives);
        positiveDerivative = -TensorPrimitives.Sum<float>(negatives);
        return loss * share;
    }
}
