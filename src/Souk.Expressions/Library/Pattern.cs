using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Souk.Expressions;

/// <summary>
/// Regular expressions in RE2 syntax, run by .NET's automaton engine: time grows linearly with the text, whatever the
/// pattern.
/// </summary>
internal static class Pattern
{
    private static readonly ConcurrentDictionary<string, Regex> Cache = new();

    public static Regex? Cached(string pattern, ref CelFault fault)
    {
        if (Cache.TryGetValue(pattern, out Regex? known))
            return known;
        Regex? regex = TryCompile(pattern, out string problem);
        if (regex is null)
        {
            fault.Raise(CelErrorCode.InvalidArgument, problem);
            return null;
        }

        if (Cache.Count >= CelLimits.MaxCachedPatterns)
            Cache.Clear();
        Cache[pattern] = regex;
        return regex;
    }

    public static Regex? TryCompile(string pattern, out string problem)
    {
        if (!Re2Translator.TryTranslate(pattern, out string translated, out problem))
            return null;
        try
        {
            return new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException error)
        {
            problem = $"the regular expression '{pattern}' is not valid: {error.Message}";
        }
        catch (NotSupportedException error)
        {
            problem = $"the regular expression '{pattern}' is too large or not supported: {error.Message}";
        }

        return null;
    }
}
