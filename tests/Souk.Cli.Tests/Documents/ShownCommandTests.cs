using System.CommandLine;
using System.Text.RegularExpressions;

namespace Souk.Cli.Tests.Documents;

/// <summary>Every command line that the documentation shows in a block is one that the program takes.</summary>
public sealed partial class ShownCommandTests
{
    public static TheoryData<string> Lines =>
    [
        .. PageLinkTests.Pages.SelectMany(page => Shown().Matches(Repository.Read(page.Data)))
            .Select(m => m.Groups["line"].Value.Replace("\\\n", " ", StringComparison.Ordinal))
            .Select(line => Comment().Replace(line, string.Empty).Split(" > ")[0].Trim())
            .Where(line => !Placeholder().IsMatch(line)).Distinct().Order(),
    ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void ACommandLine_Parses(string line) => Assert.Empty(UsageErrors.Of(SoukCommand.Create().Parse(line)));

    // A backslash at a line's end goes on with the next.
    [GeneratedRegex(@"^ {4}souk (?<line>(?:[^\n]*\\\n)*[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"\s+#.*$")]
    private static partial Regex Comment();

    // What a reader replaces, or chooses from.
    [GeneratedRegex(@"\.\.\.|\w\|\w")]
    private static partial Regex Placeholder();
}
