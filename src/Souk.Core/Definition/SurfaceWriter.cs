using System.Globalization;
using System.Text;

namespace Souk.Core.Definition;

/// <summary>Writes surfaces in the canonical form of <see cref="DefinitionWriter"/>.</summary>
internal static class SurfaceWriter
{
    internal static void Write(StringBuilder text, IReadOnlyList<SurfaceDefinition> surfaces)
    {
        if (surfaces.Count == 0)
        {
            return;
        }

        DefinitionWriter.Open(text, 0, DefinitionKeys.Surfaces.Name);
        foreach (SurfaceDefinition surface in surfaces)
        {
            DefinitionWriter.Open(text, 1, surface.Name);
            Line(text, SurfaceKeys.For, surface.For.Name);
            Line(text, SurfaceKeys.Of, surface.Of.Name);
            Line(text, SurfaceKeys.Through, surface.Actor == surface.For ? null : surface.Actor.Name);
            Line(text, SurfaceKeys.Goal, surface.Goal?.EventType.Name);
            Line(text, SurfaceKeys.Value, DefinitionWriter.Quote(surface.Value?.Text));
            Line(text, SurfaceKeys.Exposure, surface.Exposure?.EventType.Name);
            WriteSignals(text, surface);
            Line(text, SurfaceKeys.HalfLife, surface.HalfLife.ToString());
            Line(text, SurfaceKeys.Filters, Texts(surface.Filters));
            WriteBoosts(text, surface);
            WriteTags(text, surface.Tags);
            Line(text, SurfaceKeys.Sources, DefinitionWriter.List(surface.Sources.Select(WordForm.Of)));
            Line(text, SurfaceKeys.Ranker, WordForm.Of(surface.Ranker));
            Line(text, SurfaceKeys.Online, surface.Online ? "true" : null);
            Line(text, SurfaceKeys.Groups, Names(surface.Groups));
            WritePreferences(text, surface.Preferences);
            WriteRerank(text, surface.Rerank);
            Line(text, SurfaceKeys.Fallback, surface.Fallback?.Name);
        }
    }

    private static void WriteSignals(StringBuilder text, SurfaceDefinition surface)
    {
        DefinitionWriter.Open(text, 2, SurfaceKeys.Signals.Name);
        foreach (SignalDefinition signal in surface.Signals)
        {
            DefinitionWriter.Open(text, 3, signal.EventType.Name);
            DefinitionWriter.Line(text, 4, SurfaceKeys.Weight, Number(signal.Weight));
            DefinitionWriter.Line(text, 4, SurfaceKeys.Subject, signal.Subject.Name);
            DefinitionWriter.Line(text, 4, SurfaceKeys.Object, signal.Object.Name);
        }
    }

    private static void WriteBoosts(StringBuilder text, SurfaceDefinition surface)
    {
        if (surface.Boosts.Count > 0)
        {
            DefinitionWriter.Open(text, 2, SurfaceKeys.Boosts.Name);
            foreach (SurfaceBoost boost in surface.Boosts)
            {
                DefinitionWriter.Line(text, 3, DefinitionWriter.Quote(boost.When)!, Number(boost.Factor));
            }
        }
    }

    private static void WriteTags(StringBuilder text, IReadOnlyList<SurfaceTag> tags)
    {
        if (tags.Count > 0)
        {
            DefinitionWriter.Open(text, 2, SurfaceKeys.Tags.Name);
            foreach (SurfaceTag tag in tags)
            {
                DefinitionWriter.Open(text, 3, tag.Id);
                DefinitionWriter.Line(text, 4, SurfaceKeys.When, DefinitionWriter.Quote(tag.When));
                DefinitionWriter.Line(text, 4, SurfaceKeys.Text, DefinitionWriter.Quote(tag.Text));
            }
        }
    }

    private static void WritePreferences(StringBuilder text, IReadOnlyList<SurfacePreference> preferences)
    {
        if (preferences.Count > 0)
        {
            DefinitionWriter.Open(text, 2, SurfaceKeys.Preferences.Name);
            foreach (SurfacePreference preference in preferences)
            {
                DefinitionWriter.Line(text, 3, preference.Subject.Name, preference.Object.Name);
            }
        }
    }

    private static void WriteRerank(StringBuilder text, RerankDefinition rerank)
    {
        if (ReferenceEquals(rerank, RerankDefinition.Default))
        {
            return;
        }

        DefinitionWriter.Open(text, 2, SurfaceKeys.Rerank.Name);
        DefinitionWriter.Line(text, 3, SurfaceKeys.Diversity, Number(rerank.Diversity));
        if (rerank.Caps.Count > 0)
        {
            DefinitionWriter.Open(text, 3, SurfaceKeys.Caps.Name);
            foreach ((AttributeDefinition attribute, int cap) in rerank.Caps)
            {
                DefinitionWriter.Line(text, 4, attribute.Name, cap.ToString(CultureInfo.InvariantCulture));
            }
        }

        DefinitionWriter.Line(text, 3, SurfaceKeys.NewObjects, Number(rerank.NewObjects));
        DefinitionWriter.Line(text, 3, SurfaceKeys.HideBought, rerank.HideBought?.ToString());
        DefinitionWriter.Line(
            text, 3, SurfaceKeys.HideAfterShown, rerank.HideAfterShown?.ToString(CultureInfo.InvariantCulture));
        DefinitionWriter.Line(text, 3, SurfaceKeys.Variants, Names(rerank.Variants));
    }

    private static void Line(StringBuilder text, DefinitionKey key, string? value) =>
        DefinitionWriter.Line(text, 2, key, value);

    private static string? Names(IReadOnlyList<AttributeDefinition> attributes) =>
        attributes.Count == 0 ? null : DefinitionWriter.List(attributes.Select(a => a.Name));

    private static string? Texts(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? null : DefinitionWriter.List(texts.Select(t => DefinitionWriter.Quote(t)!));

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
