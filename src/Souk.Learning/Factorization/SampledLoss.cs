namespace Souk.Learning.Factorization;

/// <summary>What <see cref="SampledFactorization"/> minimises for a positive score p and sampled negative scores
/// n.</summary>
public enum SampledLoss
{
    /// <summary>Cosine contrastive loss (SimpleX; Mao et al., 2021): 1 − p + weight × mean of max(0, n − margin), on
    /// cosines. Learned without an aggregation of the history this is MF-CCL.</summary>
    CosineContrastive,

    /// <summary>Sampled softmax on cosines divided by a temperature (Wu et al., 2022): −p/t + log(e^(p/t) + Σ
    /// e^(n/t)).</summary>
    SampledSoftmax,

    /// <summary>Bayesian personalised ranking (Rendle et al., 2009): mean of log(1 + e^(n − p)), on inner
    /// products.</summary>
    PairwiseLogistic,
}
