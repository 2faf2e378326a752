namespace Souk.Learning.FactorizationMachines;

/// <summary>How a factorization machine's parameters take their steps.</summary>
public enum FactorizationOptimizer
{
    /// <summary>AdaGrad (Duchi, Hazan and Singer, 2011): a step size for each parameter that shrinks with the squares
    /// of its gradients.</summary>
    AdaGrad,

    /// <summary>FTRL-proximal (McMahan et al., 2013): AdaGrad's step sizes with the penalties applied exactly, L1 among
    /// them, so that linear weights without evidence are 0.</summary>
    Ftrl,
}
