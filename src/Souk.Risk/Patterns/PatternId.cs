using System.Globalization;
using System.Text;
using Souk.Core.State;

namespace Souk.Risk.Patterns;

/// <summary>What a condition that was found is called: the same in every search.</summary>
internal static class PatternId
{
    internal static string Of(string when) => string.Create(
        CultureInfo.InvariantCulture, $"found_{StableHash.Of(Encoding.UTF8.GetBytes(when)):x16}");
}
