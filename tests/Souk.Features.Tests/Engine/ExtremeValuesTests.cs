using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Tests.Engine;

/// <summary>The largest and smallest values that intake takes, in every aggregate: an event must never stop the engine,
/// for after a restart it would stop it again.</summary>
public sealed class ExtremeValuesTests : IDisposable
{
    private static readonly string[] _numbers =
        ["1.7976931348623157e308", "-1.7976931348623157e308", "5e-324", "-0.0", "1e200", "-1e200", "0.1"];

    private static readonly string[] _wholes = ["9223372036854775807", "-9223372036854775808", "0", "-1", "7"];

    private static readonly string[] _amounts =
        ["922337203685477.5807", "-922337203685477.5808", "0", "0.0001", "-0.0001"];

    private static readonly string[] _times = ["0", "253402300799999", "1767225600000"];

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Extreme_values_stop_nothing_and_can_be_read(int seed)
    {
        Random random = new(seed);
        using (SoukEngine engine = Open())
        {
            for (int batch = 0; batch < 40; batch++)
            {
                await Submit(engine, [.. Enumerable.Range(batch * 50, 50).Select(n => Event(random, n))]);
                ReadAll(engine);
            }

            Assert.Null(engine.Failure);
            await engine.SnapshotAsync();
            await Submit(engine, Event(random, 100_000));
        }

        using SoukEngine again = Open();
        Assert.Empty(again.OpenReport.Remarks);
        await Submit(again, Event(random, 200_000));
        ReadAll(again);
        Assert.Null(again.Failure);
    }

    private static string Market()
    {
        string[] simple = ["sum", "mean", "variance", "stddev", "min", "max", "first", "last", "distinct", "last_n"];
        StringBuilder text = new("""
            name: extreme
            base_currency: EUR
            entities: { shopper: { attributes: { total: money, n: whole, x: number, notes: list of text } } }
            events:
              order:
                fields: { shopper: shopper, x: number, n: whole, amount: money, due: time, note: text, notes: list of text }
                updates:
                  shopper:
                    total: "has(shopper.total) ? shopper.total * 2.0 + event.amount : event.amount"
                    n: "has(shopper.n) ? shopper.n + event.n : event.n"
                    x: "has(shopper.x) ? shopper.x * event.x : event.x"
                    notes: event.notes
            features:

            """);
        foreach (string value in (string[])["x", "n", "amount"])
        {
            foreach (string aggregate in simple)
            {
                text.Append($"  shopper.{aggregate}_{value}: {{ on: order, {aggregate}: event.{value}, windows: " +
                    $"[5s, 1m, ever] }}\n");
            }

            text.Append($"  shopper.decayed_{value}: {{ on: order, decayed: event.{value}, half_life: 10s }}\n");
            text.Append($"  shopper.near_{value}: {{ on: order, distinct: event.{value}, approximate: true, " +
                $"windows: [ever] }}\n");
        }

        text.Append("""
              shopper.first_due: { on: order, first: event.due, windows: [5s, ever] }
              shopper.min_due: { on: order, min: event.due, windows: [5s, ever] }
              shopper.top: { on: order, top_k: event.note, k: 3, half_life: 10s, weight: event.x }
              shopper.made: { on: order, sum: "event.x * event.x - event.amount", windows: [5s, ever] }
              shopper.whole: { on: order, sum: "event.n * event.n + 1", windows: [5s, ever] }
              shopper.since: { on: order, time_since_last: true, windows: [5s, ever] }
              shopper.rate: { ratio: [shopper.sum_amount, shopper.sum_n] }
              shopper.derived: { derived: "shopper.sum_n.ever * 3 + shopper.sum_n.1m" }
              noted: { on: order, by: [shopper, event.note], count: true, where: "event.n / event.n == 1", windows: [5s] }
            """.Replace("event.note]", "note]"));
        return text.ToString();
    }

    private static string Event(Random random, int n)
    {
        string note = random.Next(4) switch
        {
            0 => "",
            1 => new string('z', 16_000),
            2 => "\\u0000",
            _ => $"n{random.Next(5)}",
        };
        string time = Rfc3339.Format(new LogTime(1_700_000_000_000_000 + (n * 1_000_000L)));
        return $$"""
            {"type":"order","id":"{{n}}","time":"{{time}}","shopper":"s{{random.Next(3)}}","x":{{Of(_numbers)}},"n":{{Of(_wholes)}},"amount":"{{Of(_amounts)}}","due":{{Of(_times)}},"note":"{{note}}","notes":["{{note}}"]}
            """;

        string Of(string[] values) => values[random.Next(values.Length)];
    }

    private static async Task Submit(SoukEngine engine, params string[] events)
    {
        EventJsonParser parser = new(
            engine.Definition, new IntakeClock(TimeProvider.System, engine.Definition.MaxClockSkew));
        EventBatch batch = new(engine.Definition);
        foreach (string json in events)
        {
            Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        }

        Assert.True(engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer));
        await answer;
    }

    private static void ReadAll(SoukEngine engine)
    {
        string[] columns = [.. engine.Definition.Columns.Select(c => c.Name).Where(
            c => c.StartsWith("shopper.", StringComparison.Ordinal))];
        FeatureValue[] values = new FeatureValue[columns.Length];
        using FoldScope scope = engine.Read();
        FeatureReader reader = scope.Fold.Projection<FeatureEngine>().CreateReader(columns);
        for (int shopper = 0; shopper < 3; shopper++)
        {
            reader.Read($"s{shopper}", values);
            Assert.All(values, v => Assert.True(v.IsMissing || v.ToString().Length >= 0));
        }
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = Market(),
        Projections = [new FeatureEngineFactory()],
        SnapshotOnClose = false,
    });
}
