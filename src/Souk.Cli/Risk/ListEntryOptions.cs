using System.CommandLine;
using System.Text;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk.Lists;

namespace Souk.Cli.Risk;

/// <summary>The options that say what new entries of a list have beside their values.</summary>
internal sealed class ListEntryOptions
{
    private readonly Option<string?> _reason = new("--reason") { Description = "Why the entries are there." };

    private readonly Option<string?> _source = new("--source") { Description = "Where they came from." };

    private readonly Option<string?> _until = new("--until")
    {
        Description = "The log time from which on they no longer count, such as 2026-03-01T00:00:00Z.",
    };

    private readonly Option<float> _score = new("--score")
    {
        Description = "What list_score gives for them.",
        DefaultValueFactory = _ => 1,
    };

    internal void AddTo(Command command)
    {
        command.Add(_reason);
        command.Add(_source);
        command.Add(_until);
        command.Add(_score);
    }

    /// <summary>What entries have where they do not say otherwise.</summary>
    /// <exception cref="ArgumentException">The time is none.</exception>
    internal ListEntry Defaults(ParseResult parsed) => new(
        string.Empty, parsed.GetValue(_reason) ?? string.Empty, parsed.GetValue(_source) ?? string.Empty,
        TimeOf(parsed.GetValue(_until)), parsed.GetValue(_score));

    private static LogTime? TimeOf(string? text) =>
        text is null ? null
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out LogTime time) ? time
        : throw new ArgumentException($"--until '{text}' is no time such as 2026-03-01T12:30:00Z.");
}
