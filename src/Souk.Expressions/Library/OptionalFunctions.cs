namespace Souk.Expressions;

/// <summary>Optional values.</summary>
internal static class OptionalFunctions
{
    [Function("optional.of", "T -> optional(T)")]
    public static CelValue Of(CelValue value) => CelValue.FromOptional(CelOptional.Of(value));

    [Function("optional.none", "-> optional(T)")]
    public static CelValue None() => CelValue.FromOptional(CelOptional.None);

    [Function("optional.ofNonZeroValue", "T -> optional(T)")]
    public static CelValue OfNonZeroValue(CelValue value) => IsZero(value) ? None() : Of(value);

    [Function("hasValue", "optional(T) -> bool", IsMember = true)]
    public static bool HasValue(CelValue optional) => optional.AsOptional.HasValue;

    [Function("value", "optional(T) -> T", IsMember = true)]
    public static CelValue Value(CelValue optional, ref CelFault fault)
    {
        if (!optional.AsOptional.HasValue)
            fault.Raise(CelErrorCode.InvalidArgument, "value() of an optional that has none");
        return optional.AsOptional.Value;
    }

    [Function("or", "optional(T), optional(T) -> optional(T)", IsMember = true)]
    public static CelValue Or(CelValue optional, CelValue other) => optional.AsOptional.HasValue ? optional : other;

    [Function("orValue", "optional(T), T -> T", IsMember = true)]
    public static CelValue OrValue(CelValue optional, CelValue other) =>
        optional.AsOptional.HasValue ? optional.AsOptional.Value : other;

    public static CelValue Make(bool exists, CelList list, int position) =>
        exists ? Of(list[position]) : None();

    private static bool IsZero(CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool => !value.AsBool,
        CelKind.Int => value.AsInt == 0,
        CelKind.Uint => value.AsUint == 0,
        CelKind.Double => value.AsDouble == 0,
        CelKind.String => value.AsString.Length == 0,
        CelKind.Bytes => value.AsBytes.Length == 0,
        CelKind.List => value.AsList.Count == 0,
        CelKind.Map => value.AsMap.Count == 0,
        CelKind.Duration => value.AsDuration.Nanoseconds == 0,
        CelKind.Timestamp => value.AsTimestamp == default,
        CelKind.Optional => !value.AsOptional.HasValue,
        _ => false,
    };
}
