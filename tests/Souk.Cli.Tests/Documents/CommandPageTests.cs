using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using System.Text;

namespace Souk.Cli.Tests.Documents;

/// <summary>docs/commands.md is what the program says of itself.</summary>
public sealed class CommandPageTests
{
    private const string WriteVariable = "SOUK_WRITE_DOCS";

    [Fact]
    public void ThePage_NamesEveryCommandAndOption()
    {
        StringBuilder page = new();
        page.Append("# Commands\n\n");
        page.Append("What `souk COMMAND --help` says, in one page; a test keeps it so (`SOUK_WRITE_DOCS=1 dotnet test "
            + "tests/Souk.Cli.Tests --filter\nCommandPage` writes it anew). Exit codes are in "
            + "[operations](operations.md#souk-doctor).\n");
        foreach (Command command in SoukCommand.Create().Subcommands)
        {
            Write(page, command, "souk", 2);
        }

        string path = Path.Combine(Repository.Root, "docs", "commands.md");
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(path, page.ToString());
        }

        string there = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        Assert.True(
            page.ToString() == there,
            $"docs/commands.md is not what the commands say; run this test with {WriteVariable}=1 to write it anew.");
    }

    private static void Write(StringBuilder page, Command command, string parent, int level)
    {
        string name = $"{parent} {command.Name}";
        page.Append($"\n{new string('#', level)} {name}");
        foreach (Argument argument in command.Arguments)
        {
            string shown = argument.Name.ToUpperInvariant() + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
            page.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [{shown}]" : $" {shown}");
        }

        page.Append("\n\n").Append(Description(command)).Append('\n');
        WriteTable(page, command);
        if (command.Name == "bench")
        {
            // The benchmarks are for those who work on Souk, and change with what is measured.
            page.Append("\n`souk bench --help` lists them; [benchmarks](benchmarks.md) has their results.\n");
            return;
        }

        foreach (Command part in command.Subcommands)
        {
            Write(page, part, name, level + 1);
        }
    }

    // Examples of a description become code.
    private static string Description(Command command) => string.Join(
        '\n', command.Description!.Split('\n').Select(l => l.StartsWith("Example: ", StringComparison.Ordinal)
            ? "    " + l["Example: ".Length..] : l));

    // What a description tells itself may depend on the machine.
    private static string Default(Option option) =>
        option.HasDefaultValue && !option.Description!.Contains("default", StringComparison.Ordinal)
            && option.GetDefaultValue() is object value and not false
            ? $" Default {string.Create(CultureInfo.InvariantCulture, $"{value}")}."
            : string.Empty;

    private static void WriteTable(StringBuilder page, Command command)
    {
        (string Name, string? Description)[] rows =
        [
            .. command.Arguments.Select(a => (a.Name.ToUpperInvariant(), a.Description)),
            .. command.Options.Where(o => o is not HelpOption).Select(o =>
                ($"`{o.Name}`{(o.Required ? " (required)" : "")}", o.Description + Default(o))),
        ];
        if (rows.Length == 0)
        {
            return;
        }

        page.Append("\n| | |\n|---|---|\n");
        foreach ((string what, string? description) in rows)
        {
            page.Append($"| {what} | {description!.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }
}
