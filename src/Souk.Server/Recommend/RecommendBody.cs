using System.Text.Json;
using Souk.Recommend.Serving;

namespace Souk.Server.Recommend;

/// <summary>One request of a body of <c>POST /v1/recommend</c>.</summary>
/// <param name="Request">What is asked for.</param>
/// <param name="Explain">Whether sources and reasons are wanted.</param>
/// <param name="Log">Whether the impressions are logged at once.</param>
/// <param name="Id">The id of the request, or null.</param>
/// <param name="Variant">The variant of an experiment of the page's own that it is made for, or null; then no
/// experiment of the surface assigns.</param>
/// <param name="Viewer">Who looks, where the surface's subject does not act itself, or null.</param>
internal sealed record RecommendBody(
    RecommendRequest Request, bool Explain, bool Log, string? Id, string? Variant, string? Viewer)
{
    private static readonly string[] _members =
    [
        "surface", "subject", "subject_kind", "context", "count", "exclude", "filters", "pins", "why_not", "deadline_ms",
        "seed", "explain", "log", "request", "variant", "viewer",
    ];

    /// <summary>Reads one.</summary>
    /// <returns>Null with the problem if it is wrong.</returns>
    internal static RecommendBody? Read(JsonElement json, out RequestProblem? problem)
    {
        problem = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            problem = new RequestProblem(
                "", "A request must be an object such as {\"surface\": \"for_you\", \"subject\": \"s1\"}.");
            return null;
        }

        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!_members.Contains(member.Name))
            {
                string hint = Souk.Core.Definition.Suggestion.For(member.Name, _members, "members");
                problem = new RequestProblem(member.Name, $"There is no such member{hint}");
                return null;
            }
        }

        MemberReader read = new(json);
        RecommendRequest request = new()
        {
            Surface = read.Text("surface") ?? read.Missing("surface"),
            Subject = read.Text("subject") ?? read.Missing("subject"),
            SubjectKind = read.Text("subject_kind"),
            Context = read.Texts("context"),
            Count = (int)read.Whole("count", 10, int.MinValue, int.MaxValue),
            Exclude = read.Texts("exclude"),
            Filters = read.Texts("filters"),
            Pins = read.Texts("pins"),
            WhyNot = read.Texts("why_not"),
            Deadline = TimeSpan.FromMilliseconds(read.Whole("deadline_ms", 100, int.MinValue, int.MaxValue)),
            Seed = json.TryGetProperty("seed", out _) ? (ulong)read.Whole("seed", 1, 0, long.MaxValue) : null,
            Explain = read.Flag("explain"),
        };
        RecommendBody body = new(
            request, request.Explain, read.Flag("log"), read.Text("request"), read.Text("variant"),
            read.Text("viewer"));
        problem = read.Problem;
        return problem is null ? body : null;
    }

    /// <summary>Reads members and keeps the first problem.</summary>
    private sealed class MemberReader(JsonElement json)
    {
        internal RequestProblem? Problem { get; private set; }

        internal string Missing(string name)
        {
            Problem ??= new RequestProblem(name, "It is missing.");
            return string.Empty;
        }

        internal string? Text(string name)
        {
            if (!json.TryGetProperty(name, out JsonElement value))
            {
                return null;
            }

            if (value.ValueKind == JsonValueKind.String)
            {
                return value.GetString();
            }

            Wrong(name, "a text");
            return string.Empty;
        }

        internal IReadOnlyList<string> Texts(string name)
        {
            if (!json.TryGetProperty(name, out JsonElement value))
            {
                return [];
            }

            if (value.ValueKind == JsonValueKind.Array
                && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String))
            {
                return [.. value.EnumerateArray().Select(e => e.GetString()!)];
            }

            Wrong(name, "a list of texts");
            return [];
        }

        internal long Whole(string name, long preset, long minimum, long maximum)
        {
            if (!json.TryGetProperty(name, out JsonElement value))
            {
                return preset;
            }

            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long whole)
                && whole >= minimum && whole <= maximum)
            {
                return whole;
            }

            Wrong(name, "a whole number");
            return preset;
        }

        internal bool Flag(string name)
        {
            if (!json.TryGetProperty(name, out JsonElement value))
            {
                return false;
            }

            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                Wrong(name, "true or false");
            }

            return value.ValueKind == JsonValueKind.True;
        }

        private void Wrong(string name, string right) =>
            Problem ??= new RequestProblem(name, $"It must be {right}.");
    }
}
