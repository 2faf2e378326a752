using System.CommandLine;

namespace Souk.Cli.Tests.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Leaves => [.. LeavesOf(SoukCommand.Create(), string.Empty).Order()];

    [Theory]
    [MemberData(nameof(Leaves))]
    public void EveryCommand_ShowsAnExampleThatParses(string name)
    {
        Command command = Find(name);
        string[] examples =
            [.. command.Description!.Split('\n').Where(l => l.StartsWith("Example: souk ", StringComparison.Ordinal))];
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            string line = example["Example: souk ".Length..].Split(" > ")[0];
            ParseResult parsed = SoukCommand.Create().Parse(line);
            Assert.True(
                parsed.Errors.Count == 0, $"{example}: {string.Join("; ", parsed.Errors.Select(e => e.Message))}");
            Assert.Equal(name.Split(' ')[^1], parsed.CommandResult.Command.Name);
        }
    }

    [Fact]
    public void EveryOption_IsDescribed() => Assert.Empty(
        from leaf in LeavesOf(SoukCommand.Create(), string.Empty)
        from option in Find(leaf).Options
        where string.IsNullOrEmpty(option.Description)
        select $"{leaf} {option.Name}");

    // The benchmarks are for those who work on Souk, and name themselves.
    private static IEnumerable<string> LeavesOf(Command command, string path) =>
        command.Subcommands.Where(c => c.Name != "bench").SelectMany(c => c.Subcommands.Count == 0
            ? [$"{path}{c.Name}"]
            : LeavesOf(c, $"{path}{c.Name} "));

    private static Command Find(string name) => name.Split(' ').Aggregate(
        (Command)SoukCommand.Create(), (command, part) => command.Subcommands.Single(c => c.Name == part));
}
