namespace Souk.Expressions;

/// <summary>
/// An error as a value: code, detail and the place in the source. The default means that nothing is wrong. It costs
/// no allocation unless the detail is composed from values.
/// </summary>
public struct CelFault : IEquatable<CelFault>
{
    private string? _detail;
    private int _iterations;

    /// <summary>What went wrong; <see cref="CelErrorCode.None"/> when nothing did.</summary>
    public CelErrorCode Code { get; private set; }

    /// <summary>The line of the failed operation, from 1; 0 when unknown.</summary>
    public int Line { get; private set; }

    /// <summary>The column of the failed operation, from 1; 0 when unknown.</summary>
    public int Column { get; private set; }

    /// <summary>The error in words, without the place.</summary>
    public readonly string Message
    {
        get
        {
            string text = TextOf(Code);
            return _detail is null ? text : text.Length == 0 ? _detail : $"{text}: {_detail}";
        }
    }

    /// <summary>A fault that a function of the host returns; the place is filled in by the evaluation.</summary>
    public static CelFault Of(CelErrorCode code, string? detail = null)
    {
        CelFault fault = default;
        fault.Raise(code, detail);
        return fault;
    }

    /// <inheritdoc/>
    public readonly bool Equals(CelFault other) =>
        Code == other.Code && Line == other.Line && Column == other.Column && _detail == other._detail;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is CelFault other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Code, Line, Column, _detail);

    /// <summary>The error with its place, such as <c>1:7: division by zero</c>.</summary>
    public override readonly string ToString() => Line == 0 ? Message : $"{Line}:{Column}: {Message}";

    /// <summary>Whether both are the same error at the same place.</summary>
    public static bool operator ==(CelFault left, CelFault right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(CelFault left, CelFault right) => !left.Equals(right);

    internal void Raise(CelErrorCode code, string? detail = null)
    {
        Code = code;
        _detail = detail;
        Line = 0;
        Column = 0;
    }

    internal void RaiseAt(CelErrorCode code, string? detail, int line, int column)
    {
        Code = code;
        _detail = detail;
        Line = line;
        Column = column;
    }

    /// <summary>Whether a fault was raised; gives it a place if it has none yet.</summary>
    internal bool IsRaised(int line, int column)
    {
        if (Code == CelErrorCode.None)
            return false;
        if (Line == 0)
        {
            Line = line;
            Column = column;
        }

        return true;
    }

    /// <summary>Takes over a fault that a function of the host returned.</summary>
    internal void Adopt(CelFault other)
    {
        int iterations = _iterations;
        this = other;
        _iterations = iterations;
    }

    /// <summary>Forgets the error, but not how many loop steps were used up.</summary>
    internal void Clear()
    {
        Code = CelErrorCode.None;
        _detail = null;
        Line = 0;
        Column = 0;
    }

    /// <summary>Counts one step of a loop; false when the evaluation has used up its steps.</summary>
    internal bool Step()
    {
        if (++_iterations <= CelLimits.MaxIterations)
            return true;
        Raise(CelErrorCode.LimitExceeded, $"more than {CelLimits.MaxIterations} loop steps in one evaluation");
        return false;
    }

    private static string TextOf(CelErrorCode code) => code switch
    {
        CelErrorCode.NoSuchOverload => "no such overload",
        CelErrorCode.NoSuchKey => "no such key",
        CelErrorCode.NoSuchField => "no such field",
        CelErrorCode.UnknownVariable => "unknown variable",
        CelErrorCode.UnknownFunction => "unknown function",
        CelErrorCode.DivideByZero => "division by zero",
        CelErrorCode.ModulusByZero => "modulus by zero",
        CelErrorCode.Overflow => "integer overflow",
        CelErrorCode.Range => "value out of range",
        CelErrorCode.IndexOutOfBounds => "index out of bounds",
        CelErrorCode.InvalidArgument => "invalid argument",
        CelErrorCode.InvalidConversion => "cannot convert",
        CelErrorCode.DuplicateKey => "repeated map key",
        CelErrorCode.UnsupportedKeyType => "unsupported map key type",
        CelErrorCode.InvalidUtf8 => "invalid UTF-8",
        CelErrorCode.LimitExceeded => "limit exceeded",
        _ => "",
    };
}
