using System.Globalization;

namespace Souk.Expressions.Tests;

/// <summary>Types and values of the specification's tests.</summary>
internal static class ConformanceValues
{
    public static CelType ToType(TextProto type)
    {
        string field = type.Names.Single();
        switch (field)
        {
            case "dyn":
                return CelType.Dyn;
            case "null":
                return CelType.Null;
            case "primitive":
                return Primitive(type.Scalar(field)!);
            case "wrapper":
                return CelType.Wrapper(Primitive(type.Scalar(field)!));
            case "well_known":
                return WellKnown(type.Scalar(field)!);
            case "list_type":
                return CelType.List(ToType(type.Message(field)!.Message("elem_type")!));
            case "map_type":
                TextProto map = type.Message(field)!;
                return CelType.Map(ToType(map.Message("key_type")!), ToType(map.Message("value_type")!));
            case "type_param":
                return CelType.Parameter(type.Text(field)!);
            case "abstract_type":
                TextProto abstractType = type.Message(field)!;
                return CelType.Abstract(
                    abstractType.Text("name")!, [.. abstractType.Messages("parameter_types").Select(ToType)]);
            case "message_type" when type.Text(field) == "google.protobuf.Duration":
                return CelType.Duration;
            case "message_type" when type.Text(field) == "google.protobuf.Timestamp":
                return CelType.Timestamp;
            default:
                throw new NotSupportedException($"type {field} {type.Text(field)}");
        }
    }

    public static CelValue ToValue(TextProto value)
    {
        string field = value.Names.Single();
        return field switch
        {
            "null_value" => CelValue.Null,
            "bool_value" => CelValue.FromBool(value.Flag(field)),
            "int64_value" => CelValue.FromInt(long.Parse(value.Scalar(field)!, CultureInfo.InvariantCulture)),
            "uint64_value" => CelValue.FromUint(ulong.Parse(value.Scalar(field)!, CultureInfo.InvariantCulture)),
            "double_value" => CelValue.FromDouble(Double(value.Scalar(field)!)),
            "string_value" => CelValue.FromString(value.Text(field)!),
            "bytes_value" => CelValue.FromBytes(value.Octets(field)),
            "type_value" => CelValue.FromType(CelType.Abstract(value.Text(field)!)),
            "list_value" => CelValue.FromList(
                CelList.Over([.. value.Message(field)!.Messages("values").Select(ToValue)])),
            "map_value" => CelValue.FromMap(CelMap.Of(value.Message(field)!.Messages("entries").Select(
                e => KeyValuePair.Create(ToValue(e.Message("key")!), ToValue(e.Message("value")!))))),
            "object_value" => Object(value.Message(field)!),
            _ => throw new NotSupportedException($"value {field}"),
        };
    }

    private static CelValue Object(TextProto any)
    {
        string type = any.Names.Single();
        TextProto message = any.Message(type)!;
        long seconds = long.Parse(message.Scalar("seconds") ?? "0", CultureInfo.InvariantCulture);
        int nanos = int.Parse(message.Scalar("nanos") ?? "0", CultureInfo.InvariantCulture);
        return type switch
        {
            "type.googleapis.com/google.protobuf.Duration" =>
                CelValue.FromDuration(CelDuration.FromNanoseconds((seconds * 1_000_000_000) + nanos)),
            "type.googleapis.com/google.protobuf.Timestamp" =>
                CelValue.FromTimestamp(CelTimestamp.FromUnixSeconds(seconds, nanos)),
            _ => throw new NotSupportedException($"message {type}"),
        };
    }

    private static double Double(string text) => text switch
    {
        "inf" or "infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static CelType Primitive(string name) => name switch
    {
        "BOOL" => CelType.Bool,
        "INT64" => CelType.Int,
        "UINT64" => CelType.Uint,
        "DOUBLE" => CelType.Double,
        "STRING" => CelType.String,
        "BYTES" => CelType.Bytes,
        _ => throw new NotSupportedException($"primitive {name}"),
    };

    private static CelType WellKnown(string name) => name switch
    {
        "TIMESTAMP" => CelType.Timestamp,
        "DURATION" => CelType.Duration,
        _ => throw new NotSupportedException($"well-known type {name}"),
    };
}
