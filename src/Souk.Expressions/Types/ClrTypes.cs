namespace Souk.Expressions;

/// <summary>How values of each type are held by compiled code.</summary>
internal static class ClrTypes
{
    public static Type Of(CelType type) => type.Kind switch
    {
        CelTypeKind.Bool => typeof(bool),
        CelTypeKind.Int => typeof(long),
        CelTypeKind.Uint => typeof(ulong),
        CelTypeKind.Double => typeof(double),
        CelTypeKind.String => typeof(string),
        CelTypeKind.Bytes => typeof(byte[]),
        CelTypeKind.Timestamp => typeof(CelTimestamp),
        CelTypeKind.Duration => typeof(CelDuration),
        CelTypeKind.List => typeof(CelList),
        CelTypeKind.Map => typeof(CelMap),
        _ => typeof(CelValue),
    };

    /// <summary>The type that a host's CLR type stands for; null when it stands for none.</summary>
    public static CelType? ToCel(Type type)
    {
        if (type == typeof(bool))
            return CelType.Bool;
        if (type == typeof(long))
            return CelType.Int;
        if (type == typeof(ulong))
            return CelType.Uint;
        if (type == typeof(double))
            return CelType.Double;
        if (type == typeof(string))
            return CelType.String;
        if (type == typeof(byte[]))
            return CelType.Bytes;
        if (type == typeof(CelTimestamp))
            return CelType.Timestamp;
        if (type == typeof(CelDuration))
            return CelType.Duration;
        if (type == typeof(CelList))
            return CelType.ListOfDyn;
        if (type == typeof(CelMap))
            return CelType.MapOfDyn;
        return type == typeof(CelValue) ? CelType.Dyn : null;
    }

    /// <summary>The run-time kind that values of the type have; null when it says nothing about the kind.</summary>
    public static CelKind? KindOf(CelType type) => type.Kind switch
    {
        CelTypeKind.Null => CelKind.Null,
        CelTypeKind.Bool => CelKind.Bool,
        CelTypeKind.Int => CelKind.Int,
        CelTypeKind.Uint => CelKind.Uint,
        CelTypeKind.Double => CelKind.Double,
        CelTypeKind.String => CelKind.String,
        CelTypeKind.Bytes => CelKind.Bytes,
        CelTypeKind.Timestamp => CelKind.Timestamp,
        CelTypeKind.Duration => CelKind.Duration,
        CelTypeKind.List => CelKind.List,
        CelTypeKind.Map => CelKind.Map,
        CelTypeKind.Type => CelKind.Type,
        CelTypeKind.Abstract => type.IsOptional ? CelKind.Optional : CelKind.Opaque,
        _ => null,
    };
}
