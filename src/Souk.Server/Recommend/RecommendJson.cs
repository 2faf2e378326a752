using System.Text.Json;
using Souk.Core.Definition;
using Souk.Recommend.Relations;
using Souk.Recommend.Serving;
using Souk.Server.Http;

namespace Souk.Server.Recommend;

/// <summary>Answers as JSON.</summary>
internal static class RecommendJson
{
    internal static void Write(Utf8JsonWriter json, RecommendAnswer answer, bool explain)
    {
        json.WriteString("surface", answer.Surface.Name);
        if (answer.ServedBy.Name != answer.Surface.Name)
        {
            json.WriteString("served_by", answer.ServedBy.Name);
        }

        json.WriteNumber("position", answer.Position.Value);
        json.WriteNumber("model", answer.ModelVersion);
        json.WriteBoolean("known_subject", answer.IsSubjectKnown);
        json.WriteNumber("from_fallback", answer.FromFallback);
        json.WriteBoolean("degraded", answer.IsDegraded);
        json.WriteStartArray("skipped");
        foreach (RecallSource source in answer.Skipped)
        {
            json.WriteStringValue(WordForm.Of(source));
        }

        json.WriteEndArray();
        json.WriteStartArray("items");
        foreach (Recommendation item in answer.Items)
        {
            WriteItem(json, item, answer.Surface, explain);
        }

        json.WriteEndArray();
        if (answer.Fates.Count > 0)
        {
            json.WriteStartObject("why_not");
            foreach ((string id, string fate) in answer.Fates)
            {
                json.WriteString(id, fate);
            }

            json.WriteEndObject();
        }
    }

    internal static void WriteRelations(Utf8JsonWriter json, IReadOnlyList<Relation> relations, long position)
    {
        json.WriteNumber("position", position);
        foreach (RelationKind kind in Enum.GetValues<RelationKind>())
        {
            json.WriteStartArray(WordForm.Of(kind) + "s");
            foreach (Relation relation in relations.Where(r => r.Kind == kind))
            {
                json.WriteStartObject();
                json.WriteString("id", relation.Id);
                json.WriteNumber("sessions", relation.Sessions);
                json.WriteNumber("baskets", relation.Baskets);
                json.WriteNumber("support", relation.Support);
                json.WriteNumber("confidence", relation.Confidence);
                json.WriteNumber("lift", relation.Lift);
                json.WriteNumber("swing", relation.Swing);
                json.WriteNumber("max_error", relation.MaxError);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void WriteTags(Utf8JsonWriter json, IReadOnlyList<SurfaceTag> tags, bool explain)
    {
        json.WriteStartArray("tags");
        foreach (SurfaceTag tag in tags)
        {
            json.WriteStartObject();
            json.WriteString("id", tag.Id);
            json.WriteString("text", tag.Text);
            if (explain)
            {
                json.WriteString("when", tag.When);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, Recommendation item, SurfaceDefinition surface, bool explain)
    {
        json.WriteStartObject();
        json.WriteString("id", item.Id);
        json.WriteNumber("value", item.Value);
        if (item.Probability is double probability)
        {
            json.WriteNumber("probability", probability);
        }

        json.WriteNumber("propensity", item.Propensity);
        if (surface.Tags.Count > 0)
        {
            WriteTags(json, item.Tags, explain);
        }

        if (explain)
        {
            json.WriteNumber("rank", item.Rank);
            json.WriteStartObject("sources");
            foreach (SourceShare share in item.Sources)
            {
                json.WriteStartObject(WordForm.Of(share.Source));
                json.WriteNumber("rank", share.Rank);
                json.WriteNumber("score", share.Score);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteTexts("why", item.Reasons);
        }

        json.WriteEndObject();
    }
}
