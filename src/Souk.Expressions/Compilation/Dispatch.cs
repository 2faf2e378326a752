namespace Souk.Expressions;

/// <summary>What compiled code asks about values of unknown kind.</summary>
internal static class Dispatch
{
    public static bool IsKind(CelValue value, CelKind kind) => value.Kind == kind;

    public static bool IsOpaque(CelValue value, string typeName) =>
        value.Kind == CelKind.Opaque && value.TypeName == typeName;

    public static void Mismatch(CelValue value, string wanted, ref CelFault fault) =>
        fault.Raise(CelErrorCode.NoSuchOverload, $"needs {wanted} here, not {value.TypeName}");
}
