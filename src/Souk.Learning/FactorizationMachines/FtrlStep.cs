using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>The step of FTRL-proximal with beta 1, on top of the parameters' initial values.</summary>
internal readonly struct FtrlStep(float learningRate) : ICoordinateStep
{
    private readonly float _inverseRate = 1 / learningRate;

    public int Lanes => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Step(
        Vector256<float> value, ref Vector256<float> squares, ref Vector256<float> evidence, Vector256<float> gradient,
        float l1, float l2)
    {
        Vector256<float> before = Vector256.Sqrt(squares);
        squares += gradient * gradient;
        Vector256<float> root = Vector256.Sqrt(squares);
        evidence += gradient - ((root - before) * _inverseRate * value);
        Vector256<float> beyond = Vector256.Max(Vector256.Abs(evidence) - Vector256.Create(l1), Vector256<float>.Zero);
        Vector256<float> curve = ((root + Vector256<float>.One) * _inverseRate) + Vector256.Create(l2);
        return -Vector256.CopySign(beyond, evidence) / curve;
    }

    public float InitialEvidence(float value, float l2) => -value * (_inverseRate + l2);
}
