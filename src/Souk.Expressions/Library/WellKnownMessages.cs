namespace Souk.Expressions;

/// <summary>
/// The message types that the language turns into plain values at once: <c>google.protobuf.Int32Value{value: 1}</c>
/// is the int 1. There are no other message types here.
/// </summary>
internal static class WellKnownMessages
{
    private const string Package = "google.protobuf.";

    private static readonly Dictionary<string, CelType> Wrappers = new()
    {
        [Package + "BoolValue"] = CelType.Bool,
        [Package + "BytesValue"] = CelType.Bytes,
        [Package + "DoubleValue"] = CelType.Double,
        [Package + "FloatValue"] = CelType.Double,
        [Package + "Int32Value"] = CelType.Int,
        [Package + "Int64Value"] = CelType.Int,
        [Package + "StringValue"] = CelType.String,
        [Package + "UInt32Value"] = CelType.Uint,
        [Package + "UInt64Value"] = CelType.Uint,
    };

    private static readonly Dictionary<string, CelType> JsonFields = new()
    {
        ["null_value"] = CelType.Int,
        ["number_value"] = CelType.Double,
        ["string_value"] = CelType.String,
        ["bool_value"] = CelType.Bool,
        ["struct_value"] = CelType.Map(CelType.String, CelType.Dyn),
        ["list_value"] = CelType.ListOfDyn,
    };

    /// <summary>
    /// The type of the value that a message of the given type becomes; null when there is no such type.
    /// </summary>
    public static CelType? TypeOf(string message) => message switch
    {
        Package + "ListValue" => CelType.ListOfDyn,
        Package + "Struct" => CelType.Map(CelType.String, CelType.Dyn),
        Package + "Value" => CelType.Dyn,
        _ => Wrappers.TryGetValue(message, out CelType? scalar) ? CelType.Wrapper(scalar) : null,
    };

    /// <summary>The type of a field; null when the message has no such field.</summary>
    public static CelType? FieldOf(string message, string field) => (message, field) switch
    {
        (Package + "ListValue", "values") => CelType.ListOfDyn,
        (Package + "Struct", "fields") => CelType.Map(CelType.String, CelType.Dyn),
        (Package + "Value", _) => JsonFields.GetValueOrDefault(field),
        (_, "value") => Wrappers.GetValueOrDefault(message),
        _ => null,
    };

    /// <summary>The value of a message without fields.</summary>
    public static CelValue Empty(string message) => message switch
    {
        Package + "ListValue" => CelValue.FromList(CelList.Empty),
        Package + "Struct" => CelValue.FromMap(CelMap.Empty),
        Package + "BoolValue" => CelValue.FromBool(false),
        Package + "BytesValue" => CelValue.FromBytes([]),
        Package + "DoubleValue" or Package + "FloatValue" => CelValue.FromDouble(0),
        Package + "Int32Value" or Package + "Int64Value" => CelValue.FromInt(0),
        Package + "StringValue" => CelValue.FromString(""),
        Package + "UInt32Value" or Package + "UInt64Value" => CelValue.FromUint(0),
        _ => CelValue.Null,
    };

    /// <summary>The value of a message with one field.</summary>
    public static CelValue Make(string message, string field, CelValue value, ref CelFault fault)
    {
        CelType wanted = FieldOf(message, field)!;
        if (ClrTypes.KindOf(wanted) != value.Kind)
            fault.Raise(CelErrorCode.NoSuchOverload, $"{message}.{field} is a {wanted}, not a {value.TypeName}");
        else if (message == Package + "Int32Value" && value.AsInt is < int.MinValue or > int.MaxValue)
            fault.Raise(CelErrorCode.Range, $"{value} as a 32-bit int");
        else if (message == Package + "UInt32Value" && value.AsUint > uint.MaxValue)
            fault.Raise(CelErrorCode.Range, $"{value} as a 32-bit uint");
        else if (message == Package + "FloatValue")
            return CelValue.FromDouble((float)value.AsDouble);
        return field == "null_value" ? CelValue.Null : value;
    }
}
