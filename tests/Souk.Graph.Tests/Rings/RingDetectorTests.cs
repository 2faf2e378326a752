using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Graph.Rings;
using Souk.Log;

namespace Souk.Graph.Tests.Rings;

public sealed class RingDetectorTests : IDisposable
{
    private const string Text = """
        name: rings
        base_currency: EUR
        entities: { shopper: , item: , device: , card: }
        events:
          review: { fields: { shopper: shopper, item: item, device: device?, card: card? } }
        links: { carriers: { device: , card: }, events: { review: shopper } }
        """;

    private const long Hour = 3_600_000_000;
    private static readonly long _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
        .Microseconds;
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-rings-").FullName;
    private int _number;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_ring_shows_itself_three_ways_and_keeps_its_numbers()
    {
        using SoukEngine engine = SoukEngine.Open(new EngineOptions { Folder = _folder, DefinitionText = Text });
        await Submit(engine, Honest(600).Concat(Ring(12, 700, 0)).OrderBy(e => e.Time));
        RingDetector detector = new(engine.Log, engine.Definitions);

        IReadOnlyList<Ring> rings = detector.Detect(engine.Definition, null, CancellationToken.None);

        string[] members = [.. Enumerable.Range(0, 12).Select(i => $"ring{i}").Order(StringComparer.Ordinal)];
        foreach (RingKind kind in Enum.GetValues<RingKind>())
        {
            Ring first = rings.First(r => r.Kind == kind);
            Assert.Equal(members, first.Members.Select(m => m.Id).Order(StringComparer.Ordinal));
            Assert.Equal(1, first.Number);
            Assert.True(first.First <= first.Last && first.First.Microseconds >= _start + (700 * Hour));
        }

        await Submit(engine, Ring(14, 800, 1));
        IReadOnlyList<Ring> later = detector.Detect(engine.Definition, null, CancellationToken.None);
        Ring lockstep = later.First(r => r.Kind == RingKind.Lockstep);
        Assert.Equal((14, 1L), (lockstep.Members.Count, lockstep.Number));
        Assert.Contains("ring13", lockstep.Members.Select(m => m.Id));
    }

    [Fact]
    public async Task A_market_without_rings_and_an_empty_one_give_none()
    {
        using SoukEngine engine = SoukEngine.Open(new EngineOptions { Folder = _folder, DefinitionText = Text });
        RingDetector detector = new(engine.Log, engine.Definitions);
        Assert.Empty(detector.Detect(engine.Definition, null, CancellationToken.None));
        await Submit(engine, Honest(600));
        Assert.DoesNotContain(
            detector.Detect(engine.Definition, null, CancellationToken.None), r => r.Kind != RingKind.DenseBlock);
    }

    private static IEnumerable<(long Time, string Shopper, string Item, string Device, string Card)> Honest(int count)
    {
        Random random = new(1);
        for (int i = 0; i < count; i++)
        {
            int shopper = random.Next(200);
            yield return (_start + (i * Hour), $"s{shopper}", $"i{random.Next(60)}", $"d{shopper}", $"c{shopper}");
        }
    }

    private static IEnumerable<(long Time, string Shopper, string Item, string Device, string Card)> Ring(
        int count, int fromHour, int offset)
    {
        for (int item = 0; item < 5; item++)
        {
            for (int i = 0; i < count; i++)
            {
                yield return (_start + ((fromHour + (10 * item)) * Hour) + (i * 1_000_000L), $"ring{i}",
                    $"i{(7 * item) + offset}", "dr", "cr");
            }
        }
    }

    private async Task Submit(
        SoukEngine engine, IEnumerable<(long Time, string Shopper, string Item, string Device, string Card)> events)
    {
        EventBatch batch = new(engine.Definition);
        EventEncoder encoder = new();
        EventType type = engine.Definition.FindEventType("review")!;
        foreach ((long time, string shopper, string item, string device, string card) in events)
        {
            encoder.Begin(type, Encoding.UTF8.GetBytes($"e{_number++}"), new LogTime(time));
            encoder.SetText(0, shopper);
            encoder.SetText(1, item);
            encoder.SetText(2, device);
            encoder.SetText(3, card);
            encoder.End(batch, new LogTime(time));
        }

        Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }
}
