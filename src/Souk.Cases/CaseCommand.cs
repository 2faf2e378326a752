using System.Text.Json;
using Souk.Core.Intake;

namespace Souk.Cases;

/// <summary>The body of a directive that changes cases.</summary>
public sealed record CaseCommand
{
    /// <summary>The name of the directive.</summary>
    public const string DirectiveName = "case";

    /// <summary>The longest text of a command.</summary>
    public const int MaxTextChars = 4_000;

    /// <summary>open, assign, note, priority or reopen. A verdict is an event of its own, since it is an
    /// outcome.</summary>
    public required string Do { get; init; }

    /// <summary>The case's id; for <c>open</c> a new one, or null for the next number.</summary>
    public string? Id { get; init; }

    /// <summary>Who asks.</summary>
    public required string By { get; init; }

    /// <summary>When, UTC in RFC 3339; the server's time.</summary>
    public required string At { get; init; }

    /// <summary>The assignee (null gives the case back), the note, or nothing.</summary>
    public string? Text { get; init; }

    /// <summary>The new expected loss, for <c>priority</c>.</summary>
    public double? ExpectedLoss { get; init; }

    /// <summary>What to open, for <c>open</c>.</summary>
    public CaseDraft? Draft { get; init; }

    /// <summary>Reads a command.</summary>
    /// <returns>It, or null with what is wrong.</returns>
    public static CaseCommand? Read(ReadOnlySpan<byte> json, out string? problem)
    {
        try
        {
            CaseCommand? command = JsonSerializer.Deserialize<CaseCommand>(json, CaseJson.Options);
            problem = command is null ? "the command is null" : command.Problem();
            return problem is null ? command : null;
        }
        catch (JsonException e)
        {
            problem = JsonProblem.Describe(e);
            return null;
        }
    }

    private string? Problem() => this switch
    {
        { By: null } => "by: is missing",
        { At: null } => "at: is missing",
        _ when !Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(At), out _) =>
            $"at: '{At}' is no time; write RFC 3339 such as 2026-03-01T12:30:00Z",
        { By.Length: 0 or > 100 } => "by: must be 1 to 100 characters",
        { Text.Length: > MaxTextChars } => $"text: has {Text!.Length} characters; at most {MaxTextChars} are allowed",
        { Do: "open", Draft: null } => "draft: is missing; it says what to open",
        { Do: "open", Draft: { } draft } => ProblemOf(draft),
        { Do: "note", Text: null or "" } => "text: is missing; it is the note",
        { Do: "priority", ExpectedLoss: not >= 0 } => "expected_loss: must be a number of at least 0",
        { Do: not ("assign" or "note" or "priority" or "reopen") } =>
            $"do: '{Do}' is none of open, assign, note, priority, reopen",
        { Id: null } => "id: is missing",
        _ => null,
    };

    private static string? ProblemOf(CaseDraft draft) => draft switch
    {
        { Kind: null or "" } => "draft.kind: is missing",
        { Title: null or "" } => "draft.title: is missing",
        { Title.Length: > MaxTextChars } => $"draft.title: at most {MaxTextChars} characters are allowed",
        { Group: null } => "draft.group: is missing; give an empty text for none",
        { Source: null } => "draft.source: is missing",
        { Subjects: null } or { Subjects.Count: > CaseRecord.MaxParts } =>
            $"draft.subjects: must be a list of at most {CaseRecord.MaxParts}",
        { Evidence: null } or { Evidence.Count: > CaseRecord.MaxParts } =>
            $"draft.evidence: must be a list of at most {CaseRecord.MaxParts}",
        { ExpectedLoss: not >= 0 } => "draft.expected_loss: must be at least 0",
        _ => null,
    };
}
