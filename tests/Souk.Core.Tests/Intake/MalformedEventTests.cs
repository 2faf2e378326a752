using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.Intake;

namespace Souk.Core.Tests.Intake;

/// <summary>Every event in <c>MalformedEvents.txt</c> is refused with exactly the error that stands below it, and
/// nothing of it is taken.</summary>
public sealed class MalformedEventTests
{
    private const string Market = """
        name: malformed
        base_currency: EUR
        max_clock_skew: 5m
        entities: { shopper: {}, item: {} }
        events:
          order:
            fields:
              shopper: shopper
              note: text?
              weight: number?
              pieces: whole?
              amount: money?
              due: time?
              gift: flag?
              tags: list of text?
              items: list of item?
          view: { fields: { shopper: shopper, item: item } }
        """;

    private static readonly DateTimeOffset _now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly MarketplaceDefinition _definition = DefinitionLoader.Parse(Market, "m.yaml").OrThrow();

    [Fact]
    public void EveryMalformedEvent_IsRefused_WithItsError()
    {
        using Stream file = typeof(MalformedEventTests).Assembly.GetManifestResourceStream("MalformedEvents.txt")!;
        string[] lines = new StreamReader(file).ReadToEnd().Split('\n');
        EventJsonParser parser = new(_definition, new IntakeClock(new FixedClock(), _definition.MaxClockSkew));
        EventBatch batch = new(_definition);
        List<string> wrong = [];
        int cases = 0;
        for (int i = 0; i < lines.Length - 1; i++)
        {
            if (lines[i].Length < 2 || lines[i][0] is not ('>' or '^'))
            {
                continue;
            }

            cases++;
            EventError? error = parser.Parse(Bytes(lines[i][2..]), lines[i][0] == '^', batch);
            if ($"< {error}" != lines[i + 1])
            {
                wrong.Add($"line {i + 1}: {lines[i]}\n  expected {lines[i + 1]}\n  but was  < {error}");
            }
        }

        Assert.True(cases >= 60, $"{cases} cases");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void RandomDamageToAGoodEvent_NeverThrows()
    {
        const string Good = """
            {"type":"order","id":"1","time":"2026-05-01T00:00:00Z","shopper":"ann","note":"a\u00e9b","weight":1.5e3,"pieces":7,"amount":"12.50","due":1750000000000,"gift":true,"tags":["x","y"],"items":["i"]}
            """;
        byte[] good = Encoding.UTF8.GetBytes(Good.Trim());
        EventJsonParser parser = new(_definition, new IntakeClock(new FixedClock(), _definition.MaxClockSkew));
        EventBatch batch = new(_definition);
        Assert.Null(parser.Parse(good, isCloudEvent: false, batch));
        Random random = new(4);
        int refused = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bad = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bad[random.Next(bad.Length)] = (byte)(
                    random.Next(2) == 0 ? random.Next(256) : "{}[]\":,0-e"[random.Next(10)]);
            }

            refused += parser.Parse(bad, isCloudEvent: i % 2 == 0, batch) is null ? 0 : 1;
        }

        Assert.True(refused > 10_000);
    }

    // \xHH is a byte, «a*300» is a repeated three hundred times.
    private static byte[] Bytes(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 3;
            }
            else if (text[i] == '«')
            {
                int star = text.IndexOf('*', i);
                int end = text.IndexOf('»', i);
                int count = int.Parse(text.AsSpan(star + 1, end - star - 1), CultureInfo.InvariantCulture);
                for (int n = 0; n < count; n++)
                {
                    bytes.AddRange(Encoding.UTF8.GetBytes(text[(i + 1)..star]));
                }

                i = end;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        return [.. bytes];
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => _now;
    }
}
