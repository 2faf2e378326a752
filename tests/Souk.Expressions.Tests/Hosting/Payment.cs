using System.Text;

namespace Souk.Expressions.Tests;

/// <summary>A host's context for tests: an event with fields, some of which may be absent.</summary>
internal sealed class Payment
{
    public double Amount { get; init; } = 250.5;

    public byte[] Country { get; init; } = "DE"u8.ToArray();

    public long Count1h { get; init; } = 7;

    public bool Trusted { get; init; }

    public string? Coupon { get; init; }

    public CelTimestamp Time { get; init; } = CelTimestamp.FromUnixSeconds(1_700_000_000);

    public CelList Labels { get; init; } = CelList.OfStrings(["new", "mobile"]);

    public HashSet<string> Blocked { get; init; } = ["card-9"];

    public string Category { get; init; } = "shoes";

    public int StringsMade { get; private set; }

    public string CountryText()
    {
        StringsMade++;
        return Encoding.UTF8.GetString(Country);
    }

    public bool CountryIs(byte[] utf8) => Country.AsSpan().SequenceEqual(utf8);

    public static CelSchema<Payment> Schema { get; } = MakeSchema();

    private static CelSchema<Payment> MakeSchema()
    {
        CelSchemaBuilder<Payment> builder = new();
        builder.Function(
            "in_list", (Payment p, string list, string key) => list == "blocked" && p.Blocked.Contains(key));
        builder.Function("days", (long count) => Days(count));
        builder.Function("shout", (string text) => text.ToUpperInvariant(), isMember: true);
        builder.Function("first", (CelList list) => list[0], "list(T) -> T");
        builder.Object("event", "event 'payment'", e => e
            .Field("amount", p => p.Amount)
            .TextField("country", p => p.CountryText(), (p, utf8) => p.CountryIs(utf8))
            .Field("count_1h", p => p.Count1h)
            .Field("trusted", p => p.Trusted)
            .Field("coupon", p => p.Coupon!, isPresent: p => p.Coupon != null)
            .Field("time", p => p.Time)
            .Field("labels", p => p.Labels, type: CelType.List(CelType.String))
            .Object("item", "item of event 'payment'", i => i.Field("category", p => p.Category)));
        return builder.Build();
    }

    // Fails for spans beyond 292 years.
    public static CelResult<CelDuration> Days(long count)
    {
        const long MostDays = 106_751;
        return Math.Abs(count) > MostDays
            ? CelResult<CelDuration>.Failed(CelFault.Of(CelErrorCode.Range, $"{count} days"))
            : CelResult<CelDuration>.Ok(CelDuration.FromSeconds(count * 86_400));
    }
}
