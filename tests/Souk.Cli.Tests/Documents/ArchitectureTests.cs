using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Souk.Cli.Tests.Documents;

/// <summary>The assemblies depend on each other as docs/architecture.md says: downwards only, and on nothing that is not
/// named there.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> _projects = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetFileNameWithoutExtension(file)["Souk.".Length..],
            file => XDocument.Load(file).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))
                    ["Souk.".Length..])
                .Order().ToArray());

    [Fact]
    public void EveryAssembly_StandsInTheList_BelowWhatItStandsOn()
    {
        List<string> above = [];
        foreach ((string name, string[] on) in Listed())
        {
            Assert.True(_projects.ContainsKey(name), $"docs/architecture.md lists Souk.{name}, which is not there");
            Assert.Equal($"{name}: {string.Join(", ", _projects[name])}", $"{name}: {string.Join(", ", on)}");
            Assert.All(on, lower => Assert.Contains(lower, above));
            above.Add(name);
        }

        Assert.Equal(_projects.Keys.Order(), above.Order());
    }

    [Theory]
    [InlineData("Learning")]
    [InlineData("Expressions")]
    [InlineData("Log")]
    public void WhatKnowsNothingOfSouk_StandsOnNothingOfIt(string name) => Assert.Empty(_projects[name]);

    // Lines such as 'Souk.Core   definition, events, state, engine   on Expressions, Log'.
    private static List<(string Name, string[] On)> Listed() =>
    [
        .. Line().Matches(Repository.Read("docs/architecture.md")).Select(m => (
            m.Groups["name"].Value,
            m.Groups["on"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order().ToArray())),
    ];

    [GeneratedRegex(@"^    Souk\.(?<name>\w+) +[^\n]*?(?:  on (?<on>[\w, ]+))?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
