namespace Souk.Learning.Search;

/// <summary>How near two vectors are. Similarities are written so that higher always means nearer.</summary>
public enum VectorMetric
{
    /// <summary>The cosine of the angle, −1 to 1. Vectors must not be zero.</summary>
    Cosine,

    /// <summary>The inner product.</summary>
    InnerProduct,

    /// <summary>Minus the squared Euclidean distance, at most 0.</summary>
    Euclidean,
}
