using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Souk.Core.Definition;

namespace Souk.Cli;

/// <summary>What is wrong with a command line and what would be right.</summary>
internal static partial class UsageErrors
{
    /// <summary>A line for each thing that is wrong.</summary>
    internal static IEnumerable<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        HashSet<string> unknown = [.. parsed.UnmatchedTokens];
        if (parsed.UnmatchedTokens.Count > 0)
        {
            // What follows a word that was not understood belongs to it.
            yield return Unknown(command, parsed.UnmatchedTokens[0]);
        }
        else if (command.Subcommands.Count > 0 && command.Action is null)
        {
            yield return $"'{NameOf(command)}' needs a command: {Names(command.Subcommands.Select(c => c.Name))}.";
            yield break;
        }

        foreach (ParseError error in parsed.Errors)
        {
            if (!unknown.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))
                && (unknown.Count == 0 || command.Subcommands.Count == 0))
            {
                yield return Plain(error.Message);
            }
        }
    }

    private static string Unknown(Command command, string token)
    {
        if (token.StartsWith('-'))
        {
            string[] options = [.. command.Options.Where(o => !o.Hidden).Select(o => o.Name)];
            return $"'{NameOf(command)}' has no option '{token}'{Suggestion.For(token, options, "options")}";
        }

        string[] commands = [.. command.Subcommands.Select(c => c.Name)];
        return commands.Length > 0
            ? $"'{NameOf(command)}' has no command '{token}'{Suggestion.For(token, commands, "commands")}"
            : command.Arguments.Count == 0
                ? $"'{NameOf(command)}' takes no '{token}'; it has options only."
                : $"'{token}' is too much: '{NameOf(command)}' takes {Names(command.Arguments.Select(a => a.Name))}.";
    }

    private static string NameOf(Command command)
    {
        string name = command is RootCommand ? "souk" : command.Name;
        return command.Parents.OfType<Command>().FirstOrDefault() is Command parent
            ? $"{NameOf(parent)} {name}" : name;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    // The parser names types of .NET, which mean nothing to who types a command.
    private static string Plain(string message)
    {
        Match match = WrongType().Match(message);
        if (!match.Success)
        {
            return message;
        }

        string type = match.Groups["type"].Value;
        string right = match.Groups["words"] is { Success: true } words
            ? $"one of {Names(words.Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(w => w.ToLowerInvariant()))}"
            : type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
            : type.Contains("Double", StringComparison.Ordinal) ? "a number"
            : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
            : "something else";
        return $"{match.Groups["name"].Value} is '{match.Groups["value"].Value}'; it must be {right}.";
    }

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>.*)' for \w+ '(?<name>.*)' as expected type '(?<type>.*?)'\."
        + @"(?: Did you mean one of the following\?(?<words>.*))?$",
        RegexOptions.Singleline)]
    private static partial Regex WrongType();
}
