using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

/// <summary>
/// MalformedDefinitions.txt holds the cases: a title after <c>===</c>, a definition, and behind <c>---></c> the errors
/// that it must give, all of them, in order.
/// </summary>
public sealed class MalformedDefinitionTests
{
    private const string Start = "=== ";
    private const string Expected = "--->\n";

    public static TheoryData<string> Titles => [.. Cases().Keys];

    [Theory]
    [MemberData(nameof(Titles))]
    public void Every_mistake_is_reported_where_it_is_with_what_would_be_right(string title)
    {
        (string yaml, string expected) = Cases()[title];

        DefinitionResult result = DefinitionLoader.Parse(yaml, "m.yaml");

        Assert.Equal(expected, string.Concat(result.Errors.Select(e => $"{e}\n")));
        Assert.Null(result.Definition);
        Assert.NotEmpty(result.Errors);
    }

    [Fact]
    public void There_are_at_least_sixty_cases() => Assert.True(Cases().Count >= 60, $"{Cases().Count} cases");

    private static Dictionary<string, (string Yaml, string Expected)> Cases()
    {
        using Stream stream = typeof(MalformedDefinitionTests).Assembly
            .GetManifestResourceStream("MalformedDefinitions.txt")!;
        using StreamReader reader = new(stream);
        Dictionary<string, (string Yaml, string Expected)> cases = [];
        foreach (string part in reader.ReadToEnd().Split(Start, StringSplitOptions.RemoveEmptyEntries))
        {
            int titleEnd = part.IndexOf('\n', StringComparison.Ordinal);
            string body = part[(titleEnd + 1)..];
            int yamlEnd = body.IndexOf(Expected, StringComparison.Ordinal);
            cases.Add(part[..titleEnd], (body[..yamlEnd], body[(yamlEnd + Expected.Length)..]));
        }

        return cases;
    }
}
