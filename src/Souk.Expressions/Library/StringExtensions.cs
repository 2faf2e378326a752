using System.Text;

namespace Souk.Expressions;

/// <summary>The strings extension. Positions count code points.</summary>
internal static class StringExtensions
{
    [Function("charAt", IsMember = true)]
    public static string CharAt(string text, long position, ref CelFault fault)
    {
        int offset = Offset(text, position, ref fault);
        if (offset < 0 || offset == text.Length)
            return "";
        return text.Substring(offset, char.IsSurrogatePair(text, offset) ? 2 : 1);
    }

    [Function("indexOf", IsMember = true)]
    public static long IndexOf(string text, string part) =>
        Position(text, text.IndexOf(part, StringComparison.Ordinal));

    [Function("indexOf", IsMember = true)]
    public static long IndexOf(string text, string part, long from, ref CelFault fault)
    {
        int offset = Offset(text, from, ref fault);
        return offset < 0 ? -1 : Position(text, text.IndexOf(part, offset, StringComparison.Ordinal));
    }

    [Function("lastIndexOf", IsMember = true)]
    public static long LastIndexOf(string text, string part) =>
        Position(text, text.AsSpan().LastIndexOf(part, StringComparison.Ordinal));

    [Function("lastIndexOf", IsMember = true)]
    public static long LastIndexOf(string text, string part, long from, ref CelFault fault)
    {
        int offset = Offset(text, from, ref fault);
        if (offset < 0)
            return -1;
        int end = Math.Min(text.Length, offset + part.Length);
        return Position(text, text.AsSpan(0, end).LastIndexOf(part, StringComparison.Ordinal));
    }

    [Function("substring", IsMember = true)]
    public static string Substring(string text, long from, ref CelFault fault)
    {
        int offset = Offset(text, from, ref fault);
        return offset < 0 ? "" : text[offset..];
    }

    [Function("substring", IsMember = true)]
    public static string Substring(string text, long from, long to, ref CelFault fault)
    {
        int start = Offset(text, from, ref fault);
        int end = start < 0 ? -1 : Offset(text, to, ref fault);
        if (end < 0)
            return "";
        if (start <= end)
            return text[start..end];
        fault.Raise(CelErrorCode.InvalidArgument, $"a substring from {from} to {to}");
        return "";
    }

    [Function("lowerAscii", IsMember = true)]
    public static string LowerAscii(string text) =>
        string.Create(text.Length, text, (target, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                target[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] | 0x20) : source[i];
        });

    [Function("upperAscii", IsMember = true)]
    public static string UpperAscii(string text) =>
        string.Create(text.Length, text, (target, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                target[i] = source[i] is >= 'a' and <= 'z' ? (char)(source[i] & ~0x20) : source[i];
        });

    [Function("trim", IsMember = true)]
    public static string Trim(string text) => text.Trim();

    [Function("reverse", IsMember = true)]
    public static string Reverse(string text)
    {
        string[] points = CodePoints.Split(text);
        Array.Reverse(points);
        return string.Concat(points);
    }

    [Function("replace", IsMember = true)]
    public static string Replace(string text, string part, string with, ref CelFault fault) =>
        Replace(text, part, with, -1, ref fault);

    [Function("replace", IsMember = true)]
    public static string Replace(string text, string part, string with, long limit, ref CelFault fault)
    {
        string[] pieces = Pieces(text, part, limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue - 1) + 1);
        // An empty part stands before every code point and at the end.
        if (part.Length == 0 && pieces.Length > 0 && limit != 0)
            pieces = WithEdges(pieces, text, limit);
        long length = text.Length + ((pieces.Length - 1) * ((long)with.Length - part.Length));
        if (length <= CelLimits.MaxTextLength)
            return string.Join(with, pieces);
        fault.Raise(CelErrorCode.LimitExceeded, $"a string longer than {CelLimits.MaxTextLength} characters");
        return "";
    }

    [Function("split", "string, string -> list(string)", IsMember = true)]
    public static CelList Split(string text, string separator) => Split(text, separator, -1);

    [Function("split", "string, string, int -> list(string)", IsMember = true)]
    public static CelList Split(string text, string separator, long limit) => limit == 0
        ? CelList.Empty
        : CelList.OfStrings(Pieces(text, separator, limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue)));

    [Function("join", "list(string) -> string", IsMember = true)]
    public static string Join(CelList list, ref CelFault fault) => Join(list, "", ref fault);

    [Function("join", "list(string), string -> string", IsMember = true)]
    public static string Join(CelList list, string separator, ref CelFault fault)
    {
        StringBuilder text = new();
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.String)
            {
                fault.Raise(CelErrorCode.NoSuchOverload, $"join() of strings, not of {list[i].TypeName}");
                return "";
            }

            text.Append(i == 0 ? "" : separator).Append(list[i].AsString);
            if (text.Length > CelLimits.MaxTextLength)
            {
                fault.Raise(CelErrorCode.LimitExceeded, $"a string longer than {CelLimits.MaxTextLength} characters");
                return "";
            }
        }

        return text.ToString();
    }

    [Function("strings.quote")]
    public static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static long Position(string text, int offset) => offset < 0 ? -1 : CodePoints.PositionOf(text, offset);

    private static int Offset(string text, long position, ref CelFault fault)
    {
        int offset = CodePoints.OffsetOf(text, position);
        if (offset < 0)
            fault.Raise(CelErrorCode.IndexOutOfBounds, $"{position} in a string of {CodePoints.Count(text)}");
        return offset;
    }

    private static string[] Pieces(string text, string separator, int limit)
    {
        if (separator.Length > 0)
            return text.Split(separator, limit);
        string[] points = CodePoints.Split(text);
        return points.Length <= limit
            ? points
            : [.. points[..(limit - 1)], string.Concat(points[(limit - 1)..])];
    }

    private static string[] WithEdges(string[] pieces, string text, long limit)
    {
        bool all = limit < 0 || limit > pieces.Length;
        string[] edged = ["", .. all ? pieces : Pieces(text, "", (int)limit)];
        return all ? [.. edged, ""] : edged;
    }
}
