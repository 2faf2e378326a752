namespace Souk.Learning.Deep.Weights;

/// <summary>The kinds of numbers in a safetensors file that networks' weights are made of.</summary>
public enum SafeTensorType
{
    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>16-bit floating point (IEEE binary16).</summary>
    F16,

    /// <summary>The upper half of a 32-bit floating point number.</summary>
    BF16,

    /// <summary>64-bit floating point.</summary>
    F64,
}
