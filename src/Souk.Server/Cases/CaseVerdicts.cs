using System.Text.Json;
using Souk.Cases;

namespace Souk.Server.Cases;

/// <summary>Verdicts as a request asks for them: one verdict on one or many cases.</summary>
internal sealed record CaseVerdicts
{
    /// <summary>The cases' ids.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>abuse, legitimate or unclear.</summary>
    public required string Verdict { get; init; }

    /// <summary>Who gives it.</summary>
    public required string Analyst { get; init; }

    /// <summary>The pattern of abuse, or null.</summary>
    public string? Pattern { get; init; }

    internal static CaseVerdicts? Read(
        ReadOnlySpan<byte> json, IReadOnlyList<string> allowed, int most, out string problem)
    {
        try
        {
            CaseVerdicts? read = JsonSerializer.Deserialize<CaseVerdicts>(json, CaseJson.Options);
            problem = read switch
            {
                null => "the body is null",
                { Cases: null or { Count: 0 } } => "cases: must name one case at least",
                _ when read.Cases.Count > most => $"cases: at most {most} at once",
                _ when read.Cases.Any(string.IsNullOrEmpty) => "cases: an id is empty",
                _ when read.Cases.Distinct().Count() < read.Cases.Count => "cases: an id is given twice",
                _ when !allowed.Contains(read.Verdict) =>
                    $"verdict: '{read.Verdict}' is none of {string.Join(", ", allowed)}",
                _ when string.IsNullOrEmpty(read.Analyst) => "analyst: is missing",
                _ => string.Empty,
            };
            return problem.Length == 0 ? read : null;
        }
        catch (JsonException e)
        {
            problem = $"{e.Path ?? "$"}: {e.Message.Split(" Path:")[0]}";
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
