namespace Souk.Expressions;

/// <summary>The language's own functions on strings and bytes.</summary>
internal static class TextFunctions
{
    [Function(Operators.Add)]
    public static string Add(string a, string b, ref CelFault fault)
    {
        if (a.Length + (long)b.Length <= CelLimits.MaxTextLength)
            return string.Concat(a, b);
        fault.Raise(CelErrorCode.LimitExceeded, $"a string longer than {CelLimits.MaxTextLength} characters");
        return "";
    }

    [Function(Operators.Add)]
    public static byte[] Add(byte[] a, byte[] b, ref CelFault fault)
    {
        if (a.Length + (long)b.Length <= CelLimits.MaxTextLength)
            return [.. a, .. b];
        fault.Raise(CelErrorCode.LimitExceeded, $"more than {CelLimits.MaxTextLength} octets");
        return [];
    }

    [Function("size")]
    [Function("size", IsMember = true)]
    public static long Size(string text) => CodePoints.Count(text);

    [Function("size")]
    [Function("size", IsMember = true)]
    public static long Size(byte[] octets) => octets.Length;

    [Function("contains", IsMember = true)]
    public static bool Contains(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    [Function("startsWith", IsMember = true)]
    public static bool StartsWith(string text, string part) => text.StartsWith(part, StringComparison.Ordinal);

    [Function("endsWith", IsMember = true)]
    public static bool EndsWith(string text, string part) => text.EndsWith(part, StringComparison.Ordinal);

    [Function("matches", Cost = 50)]
    [Function("matches", IsMember = true, Cost = 50)]
    public static bool Matches(string text, string pattern, ref CelFault fault) =>
        Pattern.Cached(pattern, ref fault)?.IsMatch(text) ?? false;
}
