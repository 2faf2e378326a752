using System.Globalization;
using System.Text;

namespace Souk.Expressions;

/// <summary>
/// The function <c>format</c>: <c>%s %d %f %e %b %o %x %X %%</c>, with a precision for <c>%f</c> and <c>%e</c>.
/// </summary>
internal static class StringFormat
{
    private const int DefaultPrecision = 6;

    // Doubles have no more exact digits than this.
    private const int MaxPrecision = 1074;

    [Function("format", "string, list(dyn) -> string", IsMember = true, Cost = 20)]
    public static string Format(string template, CelList arguments, ref CelFault fault)
    {
        StringBuilder text = new();
        int next = 0;
        for (int i = 0; i < template.Length && fault.Code == CelErrorCode.None; i++)
        {
            if (template[i] != '%')
                text.Append(template[i]);
            else if (i + 1 < template.Length && template[i + 1] == '%')
                text.Append(template[++i]);
            else
                i = Clause(template, i + 1, text, arguments, next++, ref fault);
            if (text.Length > CelLimits.MaxTextLength)
                fault.Raise(CelErrorCode.LimitExceeded, $"a string longer than {CelLimits.MaxTextLength} characters");
        }

        return text.ToString();
    }

    // Returns the offset of the clause's last character.
    private static int Clause(
        string template, int at, StringBuilder text, CelList arguments, int position, ref CelFault fault)
    {
        int precision = DefaultPrecision;
        if (at < template.Length && template[at] == '.')
        {
            int end = at + 1;
            while (end < template.Length && char.IsAsciiDigit(template[end]))
                end++;
            if (!int.TryParse(template.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture,
                out precision) || precision > MaxPrecision)
                fault.Raise(CelErrorCode.InvalidArgument, $"the precision in '{template}'");
            at = end;
        }

        if (fault.Code != CelErrorCode.None)
            return at;
        char verb = at < template.Length ? template[at] : '\0';
        if (!"sdfeboxX".Contains(verb, StringComparison.Ordinal))
            fault.Raise(CelErrorCode.InvalidArgument, $"unknown formatting clause '%{verb}' in '{template}'");
        else if (position >= arguments.Count)
            fault.Raise(CelErrorCode.InvalidArgument, $"'{template}' needs more than {arguments.Count} arguments");
        else if (One(verb, precision, arguments[position]) is string one)
            text.Append(one);
        else
            fault.Raise(CelErrorCode.InvalidArgument, $"'%{verb}' cannot show a {arguments[position].TypeName}");
        return at;
    }

    private static string? One(char verb, int precision, CelValue value) => verb switch
    {
        's' => Plain(value),
        'd' => value.Kind switch
        {
            CelKind.Int or CelKind.Uint => Plain(value),
            CelKind.Double when !double.IsFinite(value.AsDouble) => Plain(value),
            _ => null,
        },
        'f' or 'e' => Real(verb, precision, value),
        'b' when value.Kind == CelKind.Bool => value.AsBool ? "1" : "0",
        'b' => Radix(value, "b"),
        'o' => Radix(value, "o"),
        _ => Hexadecimal(value, verb),
    };

    private static string? Plain(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.String:
                return value.AsString;
            case CelKind.Bytes:
                return Encoding.UTF8.GetString(value.AsBytes);
            case CelKind.Uint:
                return value.AsUint.ToString(CultureInfo.InvariantCulture);
            case CelKind.Double:
                return ValueText.FormatDouble(value.AsDouble);
            case CelKind.Timestamp:
                return value.AsTimestamp.ToString();
            case CelKind.Duration:
                return value.AsDuration.ToString();
            case CelKind.List:
                return Joined('[', value.AsList.ToArray().Select(Plain), ']');
            case CelKind.Map:
                CelMap map = value.AsMap;
                IEnumerable<string?> entries = Enumerable.Range(0, map.Count)
                    .Select(i => Plain(map.ValueAt(i)) is string v ? $"{Plain(map.KeyAt(i))}: {v}" : null);
                return Joined('{', entries.Order(StringComparer.Ordinal), '}');
            case CelKind.Optional or CelKind.Opaque:
                return null;
            default:
                return value.ToString();
        }
    }

    private static string? Joined(char open, IEnumerable<string?> parts, char close)
    {
        string?[] all = [.. parts];
        return all.Contains(null) ? null : $"{open}{string.Join(", ", all)}{close}";
    }

    private static string? Real(char verb, int precision, CelValue value)
    {
        if (!CelEquality.IsNumber(value.Kind))
            return null;
        double number = value.Kind == CelKind.Int ? value.AsInt
            : value.Kind == CelKind.Uint ? value.AsUint : value.AsDouble;
        if (!double.IsFinite(number))
            return ValueText.FormatDouble(number);
        return verb == 'f' ? Fixed(number, precision) : Scientific(number, precision);
    }

    // Ties go to the even digit, as in C; .NET rounds them away from zero.
    private static string Fixed(double number, int precision)
    {
        string rounded = number.ToString("F" + precision, CultureInfo.InvariantCulture);
        string exact = number.ToString("F" + MaxPrecision, CultureInfo.InvariantCulture);
        int cut = exact.Length - (MaxPrecision - precision);
        bool isTie = cut < exact.Length && exact[cut] == '5' && exact.AsSpan(cut + 1).TrimEnd('0').Length == 0;
        string truncated = exact[..cut].TrimEnd('.');
        return isTie && (truncated[^1] - '0') % 2 == 0 ? truncated : rounded;
    }

    private static string Scientific(double number, int precision) =>
        number.ToString($"0.{new string('0', precision)}e+00", CultureInfo.InvariantCulture)
            .Replace(".e", "e", StringComparison.Ordinal);

    private static string? Radix(CelValue value, string radix) => value.Kind switch
    {
        CelKind.Int when value.AsInt < 0 => "-" + Digits((ulong)-(Int128)value.AsInt, radix),
        CelKind.Int => Digits((ulong)value.AsInt, radix),
        CelKind.Uint => Digits(value.AsUint, radix),
        _ => null,
    };

    private static string Digits(ulong value, string radix)
    {
        if (radix == "x")
            return value.ToString("x", CultureInfo.InvariantCulture);
        int bits = radix == "b" ? 1 : 3;
        StringBuilder digits = new();
        for (ulong rest = value; rest != 0 || digits.Length == 0; rest >>= bits)
            digits.Insert(0, (char)('0' + (int)(rest & ((1UL << bits) - 1))));
        return digits.ToString();
    }

    private static string? Hexadecimal(CelValue value, char verb)
    {
        string? text = value.Kind switch
        {
            CelKind.String => Convert.ToHexStringLower(CodePoints.ToUtf8(value.AsString)),
            CelKind.Bytes => Convert.ToHexStringLower(value.AsBytes),
            _ => Radix(value, "x"),
        };
        return verb == 'X' ? text?.ToUpperInvariant() : text;
    }
}
