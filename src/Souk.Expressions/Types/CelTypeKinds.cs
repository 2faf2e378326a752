namespace Souk.Expressions;

/// <summary>Questions about types that the checker asks often.</summary>
internal static class CelTypeKinds
{
    public static bool IsNumber(CelType type) => type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double;

    public static bool HasOrder(CelType type) => IsNumber(type) || type.Kind
        is CelTypeKind.Bool or CelTypeKind.String or CelTypeKind.Bytes or CelTypeKind.Timestamp
        or CelTypeKind.Duration or CelTypeKind.Dyn or CelTypeKind.Parameter;

    public static CelType Unwrap(CelType type) => type.Kind == CelTypeKind.Wrapper ? type.Parameters[0] : type;

    /// <summary>The type behind its article, for messages.</summary>
    public static string WithArticle(CelType type) =>
        (type.Kind == CelTypeKind.Int || type.IsOptional ? "an " : "a ") + type;
}
