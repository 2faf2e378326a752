using System.Text;
using Souk.Core.Definition;
using Souk.Core.Entities;

namespace Souk.Recommend.Serving;

/// <summary>Checks requests before anything is done for them.</summary>
internal static class RequestCheck
{
    /// <summary>What is wrong, or null.</summary>
    internal static RequestProblem? Check(RecommendRequest request, MarketplaceDefinition definition)
    {
        if (definition.FindSurface(request.Surface) is not SurfaceDefinition surface)
        {
            string hint = Suggestion.For(request.Surface, definition.Surfaces.Select(s => s.Name), "surfaces");
            return new RequestProblem("surface", $"There is no surface '{request.Surface}'{hint}");
        }

        if (request.SubjectKind is string kind && kind != surface.For.Name)
        {
            return new RequestProblem(
                "subject_kind", $"The surface '{surface.Name}' is for the kind '{surface.For.Name}', not '{kind}'.");
        }

        if (request.Count is < 1 or > RecommendRequest.MaxCount)
        {
            return new RequestProblem(
                "count", $"{request.Count} is out of range; 1 to {RecommendRequest.MaxCount} is right.");
        }

        if (request.Deadline < TimeSpan.Zero || request.Deadline > RecommendRequest.LongestDeadline)
        {
            return new RequestProblem(
                "deadline_ms",
                $"{request.Deadline.TotalMilliseconds} is out of range; 0 to " +
                $"{RecommendRequest.LongestDeadline.TotalMilliseconds} is right.");
        }

        return CheckId("subject", request.Subject)
            ?? CheckIds("context", request.Context, RecommendRequest.MaxContext)
            ?? CheckIds("exclude", request.Exclude, RecommendRequest.MaxExclude)
            ?? CheckIds("pins", request.Pins, RecommendRequest.MaxContext)
            ?? CheckIds("why_not", request.WhyNot, RecommendRequest.MaxContext)
            ?? (request.Filters.Count > RecommendRequest.MaxContext
                ? new RequestProblem("filters", $"At most {RecommendRequest.MaxContext} filters are taken.") : null);
    }

    private static RequestProblem? CheckIds(string path, IReadOnlyList<string> ids, int most)
    {
        if (ids.Count > most)
        {
            return new RequestProblem(path, $"{ids.Count} ids; at most {most} are taken.");
        }

        for (int i = 0; i < ids.Count; i++)
        {
            if (CheckId($"{path}[{i}]", ids[i]) is RequestProblem problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static RequestProblem? CheckId(string path, string id)
    {
        if (id.Length == 0)
        {
            return new RequestProblem(path, "The id is empty.");
        }

        int bytes = Encoding.UTF8.GetByteCount(id);
        return bytes <= EntityTable.MaxIdBytes
            ? null : new RequestProblem(path, $"The id has {bytes} bytes; at most {EntityTable.MaxIdBytes} are taken.");
    }
}
