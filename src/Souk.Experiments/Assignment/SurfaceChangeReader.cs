using System.Text.Json;
using Souk.Core.Definition;

namespace Souk.Experiments.Assignment;

/// <summary>Reads what a variant changes of surfaces.</summary>
internal static class SurfaceChangeReader
{
    private const string Member = "surfaces";

    /// <summary>The changes of a variant by surface; empty if it changes none.</summary>
    internal static IReadOnlyDictionary<string, SurfaceChange> Read(
        JsonElement variant, string path, EntityKind unit, MarketplaceDefinition definition, PlanErrors errors)
    {
        Dictionary<string, SurfaceChange> changes = new(StringComparer.Ordinal);
        if (!variant.TryGetProperty(Member, out JsonElement surfaces))
        {
            return changes;
        }

        string at = PlanErrors.Join(path, Member);
        if (surfaces.ValueKind != JsonValueKind.Object)
        {
            errors.Add(at, "must be an object of surfaces, such as {\"for_you\": {\"ranker\": \"recall\"}}");
            return changes;
        }

        foreach (JsonProperty entry in surfaces.EnumerateObject())
        {
            if (ReadChange(entry, PlanErrors.Join(at, entry.Name), unit, definition, errors) is SurfaceChange change)
            {
                changes[entry.Name] = change;
            }
        }

        return changes;
    }

    private static SurfaceChange? ReadChange(
        JsonProperty entry, string path, EntityKind unit, MarketplaceDefinition definition, PlanErrors errors)
    {
        SurfaceDefinition? surface = definition.FindSurface(entry.Name);
        if (surface is null)
        {
            string hint = Suggestion.For(entry.Name, definition.Surfaces.Select(s => s.Name), "surfaces");
            errors.Add(path, $"there is no surface '{entry.Name}'{hint}");
            return null;
        }

        if (unit != surface.For && unit != surface.Actor)
        {
            errors.Add(
                path, $"the surface is for a {surface.For.Name}, so a {unit.Name} cannot be assigned when it "
                + $"serves; the unit must be {Kinds(surface)}");
            return null;
        }

        SurfaceChange? change = SurfaceChange.Read(
            entry.Value.GetRawText(), surface, definition, out IReadOnlyList<DefinitionError> wrong);
        foreach (DefinitionError error in wrong)
        {
            errors.Add(path, $"{error.Message} (line {error.Line}, column {error.Column} of the change)");
        }

        return change;
    }

    private static string Kinds(SurfaceDefinition surface) =>
        surface.For == surface.Actor ? surface.For.Name : $"{surface.For.Name} or {surface.Actor.Name}";
}
