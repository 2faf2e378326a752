using System.Globalization;
using System.Text;

namespace Souk.Expressions;

/// <summary>Conversions between types. A value that the target cannot hold is an error.</summary>
internal static class ConversionFunctions
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    [Function("dyn", "T -> dyn", Cost = 0)]
    public static CelValue Dyn(CelValue value) => value;

    [Function("type", "T -> type(T)")]
    public static CelValue TypeOf(CelValue value) => CelValue.FromType(value.RuntimeType);

    [Function("int")]
    public static long Int(long value) => value;

    [Function("int")]
    public static long Int(ulong value, ref CelFault fault)
    {
        if (value > long.MaxValue)
            fault.Raise(CelErrorCode.Range, $"{value}u as an int");
        return (long)value;
    }

    [Function("int")]
    public static long Int(double value, ref CelFault fault)
    {
        if (value > -TwoTo63 && value < TwoTo63)
            return (long)value;
        fault.Raise(CelErrorCode.Range, Of(value, "int"));
        return 0;
    }

    [Function("int")]
    public static long Int(string text, ref CelFault fault)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            return value;
        fault.Raise(CelErrorCode.InvalidConversion, Quoted(text, "int"));
        return 0;
    }

    [Function("int")]
    public static long Int(CelTimestamp value) => value.Seconds;

    [Function("uint")]
    public static ulong Uint(ulong value) => value;

    [Function("uint")]
    public static ulong Uint(long value, ref CelFault fault)
    {
        if (value < 0)
            fault.Raise(CelErrorCode.Range, $"{value} as a uint");
        return (ulong)value;
    }

    [Function("uint")]
    public static ulong Uint(double value, ref CelFault fault)
    {
        if (value >= 0 && value < TwoTo64)
            return (ulong)value;
        fault.Raise(CelErrorCode.Range, Of(value, "uint"));
        return 0;
    }

    [Function("uint")]
    public static ulong Uint(string text, ref CelFault fault)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
            return value;
        fault.Raise(CelErrorCode.InvalidConversion, Quoted(text, "uint"));
        return 0;
    }

    [Function("double")]
    public static double Double(double value) => value;

    [Function("double")]
    public static double Double(long value) => value;

    [Function("double")]
    public static double Double(ulong value) => value;

    [Function("double")]
    public static double Double(string text, ref CelFault fault)
    {
        if (double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite
            & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double value))
            return value;
        fault.Raise(CelErrorCode.InvalidConversion, Quoted(text, "double"));
        return 0;
    }

    [Function("bool")]
    public static bool Bool(bool value) => value;

    [Function("bool")]
    public static bool Bool(string text, ref CelFault fault)
    {
        switch (text)
        {
            case "1" or "t" or "true" or "TRUE" or "True":
                return true;
            case "0" or "f" or "false" or "FALSE" or "False":
                return false;
            default:
                fault.Raise(CelErrorCode.InvalidConversion, Quoted(text, "bool"));
                return false;
        }
    }

    [Function("bytes")]
    public static byte[] Bytes(byte[] value) => value;

    [Function("bytes")]
    public static byte[] Bytes(string text) => CodePoints.ToUtf8(text);

    [Function("string")]
    public static string String(string value) => value;

    [Function("string")]
    public static string String(bool value) => value ? "true" : "false";

    [Function("string")]
    public static string String(long value) => value.ToString(CultureInfo.InvariantCulture);

    [Function("string")]
    public static string String(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    [Function("string")]
    public static string String(double value) => ValueText.FormatDouble(value);

    [Function("string")]
    public static string String(byte[] value, ref CelFault fault)
    {
        try
        {
            return StrictUtf8.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            fault.Raise(CelErrorCode.InvalidUtf8);
            return "";
        }
    }

    [Function("string")]
    public static string String(CelTimestamp value) => value.ToString();

    [Function("string")]
    public static string String(CelDuration value) => value.ToString();

    private static string Of(double value, string target) => $"{ValueText.FormatDouble(value)} as {target}";

    private static string Quoted(string text, string target) =>
        $"'{(text.Length > 40 ? text[..40] + "..." : text)}' to {target}";
}
