using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>AdaGrad's step, with sums of squares starting at 1.</summary>
internal readonly struct AdaGradStep(float learningRate) : ICoordinateStep
{
    private readonly float _rate = learningRate;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Step(
        Vector256<float> value, ref Vector256<float> squares, ref Vector256<float> evidence, Vector256<float> gradient,
        float l1, float l2)
    {
        Vector256<float> whole = gradient + (value * l2);
        squares += whole * whole;
        return value - (whole * _rate / Vector256.Sqrt(squares + Vector256<float>.One));
    }

    public float InitialEvidence(float value, float l2) => 0;
}
