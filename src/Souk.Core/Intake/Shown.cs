using System.Text;

namespace Souk.Core.Intake;

/// <summary>Cuts what a sender gave to a length that fits into an error message.</summary>
internal static class Shown
{
    private const int MostCharacters = 60;

    internal static string Of(ReadOnlySpan<byte> utf8) =>
        Of(Encoding.UTF8.GetString(utf8.Length <= MostCharacters * 4 ? utf8 : utf8[..(MostCharacters * 4)]));

    internal static string Of(string text) => text.Length <= MostCharacters ? text : $"{text[..MostCharacters]}...";
}
