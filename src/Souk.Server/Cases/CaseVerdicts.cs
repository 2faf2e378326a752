using System.Text.Json;
using Souk.Cases;
using Souk.Core.Intake;

namespace Souk.Server.Cases;

/// <summary>Verdicts as a request asks for them: one verdict on one or many cases.</summary>
internal sealed record CaseVerdicts
{
    private const int MaxCases = 1_000;

    private static readonly string[] _verdicts = ["abuse", "legitimate", "unclear"];

    /// <summary>The cases' ids.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>abuse, legitimate or unclear.</summary>
    public required string Verdict { get; init; }

    /// <summary>Who gives it; may be left out where the API key tells it.</summary>
    public string Analyst { get; init; } = string.Empty;

    /// <summary>The pattern of abuse, or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="json">The body.</param>
    /// <param name="caller">Whom the API key names; empty without one.</param>
    /// <param name="problem">What is wrong; empty if nothing is.</param>
    internal static CaseVerdicts? Read(ReadOnlySpan<byte> json, string caller, out string problem)
    {
        try
        {
            CaseVerdicts? read = JsonSerializer.Deserialize<CaseVerdicts>(json, CaseJson.Options);
            problem = read switch
            {
                null => "the body is null",
                { Cases: null or { Count: 0 } } => "cases: must name one case at least",
                _ when read.Cases.Count > MaxCases => $"cases: at most {MaxCases} at once",
                _ when read.Cases.Any(string.IsNullOrEmpty) => "cases: an id is empty",
                _ when read.Cases.Distinct().Count() < read.Cases.Count => "cases: an id is given twice",
                _ when !_verdicts.Contains(read.Verdict) =>
                    $"verdict: '{read.Verdict}' is none of {string.Join(", ", _verdicts)}",
                _ when string.IsNullOrEmpty(read.Analyst) && caller.Length == 0 => "analyst: is missing",
                _ => string.Empty,
            };
            return problem.Length == 0 ? read : null;
        }
        catch (JsonException e)
        {
            problem = JsonProblem.Describe(e);
            return null;
        }
    }

    /// <summary>The event that gives the verdict on one case.</summary>
    internal byte[] EventOf(string id, Guid eventId)
    {
        Dictionary<string, string> members = new()
        {
            ["type"] = CaseProjection.VerdictEvent,
            ["id"] = $"verdict-{eventId:N}",
            ["case"] = id,
            ["verdict"] = Verdict,
            ["analyst"] = Analyst,
        };
        if (Pattern is not null)
        {
            members["pattern"] = Pattern;
        }

        return JsonSerializer.SerializeToUtf8Bytes(members);
    }
}
