using System.Text.Json;
using Souk.Core.Intake;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Creators;

namespace Souk.Server.Recommend;

/// <summary>What is known of creators as JSON.</summary>
public static class CreatorJson
{
    // Longer lists are of shares that nobody acts on.
    private const int MaxShares = 20;

    /// <summary>Writes the members of an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="report">What is known.</param>
    /// <param name="time">The log time that it is of.</param>
    public static void Write(Utf8JsonWriter json, CreatorReport report, LogTime time)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        json.WriteString("creator", report.Id);
        json.WriteString("time", Rfc3339.Format(time));
        json.WriteNumber("members", report.Members);
        json.WriteNumber("buyers", report.Buyers);
        json.WriteNumber("sales", report.Sales);
        Write(json, "conversion", report.Conversion);
        json.WriteNumber("value_per_sale", report.ValuePerSale);
        if (report.PriceLevel is double price)
        {
            json.WriteNumber("price_level", price);
        }

        Write(json, "categories", "category", report.Categories);
        Write(json, "interests", "category", report.Interests);
        Write(json, "regions", "country", report.Regions);
    }

    /// <summary>Writes the members of an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="item">The item.</param>
    /// <param name="effects">How creators moved it.</param>
    /// <param name="time">The log time that it is of.</param>
    public static void Write(Utf8JsonWriter json, string item, IReadOnlyList<CreatorEffect> effects, LogTime time)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(effects);
        json.WriteString("item", item);
        json.WriteString("time", Rfc3339.Format(time));
        json.WriteStartArray("creators");
        foreach (CreatorEffect effect in effects)
        {
            json.WriteStartObject();
            json.WriteString("creator", effect.Creator);
            json.WriteNumber("sales", effect.Sales);
            json.WriteNumber("value", effect.Value);
            json.WriteNumber("promoted_days", effect.PromotedDays);
            json.WriteNumber("matched_days", effect.MatchedDays);
            json.WriteNumber("sales_on_promoted_days", effect.SalesOnPromotedDays);
            json.WriteNumber("sales_on_control_days", effect.SalesOnControlDays);
            if (effect.Uplift is Estimate uplift)
            {
                Write(json, "uplift", uplift);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        json.WriteNumber("value", estimate.Value);
        json.WriteNumber("lower", estimate.Lower);
        json.WriteNumber("upper", estimate.Upper);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string of, IReadOnlyList<CategoryShare> shares)
    {
        json.WriteStartArray(name);
        foreach (CategoryShare share in shares.Take(MaxShares))
        {
            json.WriteStartObject();
            json.WriteString(of, share.Category);
            json.WriteNumber("share", share.Share);
            json.WriteNumber("lift", share.Lift);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
