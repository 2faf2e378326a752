namespace Souk.Expressions;

/// <summary>The bounds that keep a hostile or mistaken expression from using up the machine.</summary>
public static class CelLimits
{
    /// <summary>
    /// Longest source in UTF-16 units. Ten times the longest rule that people have been seen to write; it bounds
    /// what parsing and compiling can cost.
    /// </summary>
    public const int MaxSourceLength = 100_000;

    /// <summary>
    /// Deepest nesting of an expression. The language asks for 32 at least; every pass recurses over the tree, and
    /// this depth needs far less than the smallest thread stack.
    /// </summary>
    public const int MaxDepth = 200;

    /// <summary>Most nodes in an expression; bounds the memory and the time of compilation.</summary>
    public const int MaxNodes = 20_000;

    /// <summary>Most problems that are reported for one source; the rest are rarely independent.</summary>
    public const int MaxDiagnostics = 50;

    /// <summary>Most loop steps of all macros together in one evaluation: a few milliseconds of work.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>Longest string or byte sequence that an expression may build, in UTF-16 units or octets.</summary>
    public const int MaxTextLength = 10_000_000;

    /// <summary>Most elements of a list that an expression may build.</summary>
    public const int MaxListLength = 1_000_000;

    /// <summary>Most alternatives of a repetition in a regular expression, as in RE2.</summary>
    public const int MaxRegexRepeat = 1_000;

    /// <summary>
    /// Regular expressions that are not constant and are kept compiled; beyond it the cache starts anew.
    /// </summary>
    public const int MaxCachedPatterns = 1_000;
}
