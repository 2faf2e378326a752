namespace Souk.Expressions;

/// <summary>How a source is compiled.</summary>
/// <param name="IsChecked">Whether type errors are errors; otherwise they fail at run time, where they matter.</param>
/// <param name="FoldsConstants">Whether calls of constants are computed once, at compile time.</param>
/// <param name="ExpandsMacros">Whether macros exist.</param>
internal readonly record struct CompileMode(bool IsChecked, bool FoldsConstants, bool ExpandsMacros)
{
    public static CompileMode Normal => new(true, true, true);
}
