namespace Souk.Expressions;

/// <summary>The end of a message about a name that is not known.</summary>
internal static class Suggestion
{
    /// <summary>Such as <c>; did you mean 'amount'?</c>, or nothing.</summary>
    internal static string For(string written, IEnumerable<string> known) =>
        NearestName.Find(written, known.Order(StringComparer.Ordinal)) is string meant ? $"; did you mean '{meant}'?" : "";
}
