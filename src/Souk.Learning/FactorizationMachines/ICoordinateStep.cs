using System.Runtime.Intrinsics;

namespace Souk.Learning.FactorizationMachines;

/// <summary>One step of an optimizer for eight parameters at a time. A struct, so that the step is compiled into the
/// loop that takes it.</summary>
internal interface ICoordinateStep
{
    /// <summary>How many numbers there are for each parameter: itself, its sum of squares, its evidence.</summary>
    int Lanes { get; }

    /// <summary>Moves parameters against their gradient.</summary>
    /// <param name="value">The parameters.</param>
    /// <param name="squares">Sums of squared gradients; updated.</param>
    /// <param name="evidence">FTRL's weighed sums of gradients; updated.</param>
    /// <param name="gradient">The gradient, without penalty.</param>
    /// <param name="l1">L1 penalty.</param>
    /// <param name="l2">L2 penalty.</param>
    Vector256<float> Step(
        Vector256<float> value, ref Vector256<float> squares, ref Vector256<float> evidence, Vector256<float> gradient,
        float l1, float l2);

    /// <summary>The evidence at which a parameter that has not been learned yet has a value.</summary>
    float InitialEvidence(float value, float l2);
}
