using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Features.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Tests.Past;

public sealed class PastFeaturesTests : IDisposable
{
    private const string Text = """
        name: past
        base_currency: EUR
        id_horizon: 1h
        retention: 2h
        entities: { shopper: {}, item: {} }
        events: { view: { fields: { shopper: shopper, item: item } } }
        features:
          shopper.views: { on: view, count: true, windows: [30m, ever] }
        """;

    private static readonly string[] _columns = ["shopper.views.30m", "shopper.views.ever"];

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-past-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task After_retention_a_moment_is_read_exactly_or_refused()
    {
        using SoukEngine engine = Open();
        Dictionary<LogPosition, FeatureValue[]> live = [];
        for (int round = 0; round < 6; round++)
        {
            await Fill(engine, fromMinute: round * 100, minutes: 100);
            live[engine.LastPosition] = Live(engine);
            await engine.SnapshotAsync();
        }

        LogPosition first = engine.Log.FirstPosition;
        Assert.True(first > new LogPosition(1));
        PastFeatures past = new(engine);
        int exact = 0;
        foreach ((LogPosition position, FeatureValue[] values) in live)
        {
            if (position >= engine.OldestSnapshot)
            {
                Assert.Equal(values, Read(past, engine, PastMoment.At(position)));
                exact++;
            }
        }

        Assert.Equal(2, exact);
        string gone = Refused(past, engine, PastMoment.At(new LogPosition(first.Value - 1)));
        Assert.StartsWith(
            $"Retention has deleted the log before position {first.Value} (", gone, StringComparison.Ordinal);
        Assert.StartsWith(
            "Retention has deleted", Refused(past, engine, PastMoment.At(new LogTime(1))), StringComparison.Ordinal);
        Assert.Contains(
            $"positions from {engine.OldestSnapshot} on can.", Refused(past, engine, PastMoment.At(first)),
            StringComparison.Ordinal);
        CheckExplanations(engine, past);
    }

    [Fact]
    public async Task A_cancelled_read_ends()
    {
        using SoukEngine engine = Open();
        await Fill(engine, fromMinute: 0, minutes: 10);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => new PastFeatures(engine).Read(
            engine.Definition, _columns, ["ann"], PastMoment.At(engine.LastPosition), stop.Token));
    }

    [Theory]
    [InlineData("17", true)]
    [InlineData("2026-03-01T12:30:00Z", true)]
    [InlineData("2026-03-01T12:30:00+02:00", true)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData("1e3", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("", false)]
    public void A_moment_is_a_position_or_a_time(string text, bool isMoment) =>
        Assert.Equal(isMoment, PastMoment.TryParse(text, out _));

    private static void CheckExplanations(SoukEngine engine, PastFeatures past)
    {
        PastMoment now = PastMoment.At(engine.LastPosition);
        FeatureExplanation windowed = past.Explain(
            engine.Definition, "shopper.views.30m", ["ann"], now, 1_000, TestContext.Current.CancellationToken);
        Assert.Equal(Live(engine)[0], windowed.Value);
        Assert.Equal(windowed.Value.Whole, windowed.Events.Count);
        string message = Assert.Throws<ArgumentException>(() => past.Explain(
            engine.Definition, "shopper.views.ever", ["ann"], now, 10, TestContext.Current.CancellationToken)).Message;
        Assert.Contains("where the log begins since retention; the events it came from are gone", message,
            StringComparison.Ordinal);
    }

    private static FeatureValue[] Live(SoukEngine engine)
    {
        FeatureValue[] values = new FeatureValue[_columns.Length];
        using FoldScope scope = engine.Read();
        scope.Fold.Projection<FeatureEngine>().CreateReader(_columns).Read("ann", values);
        return values;
    }

    private static FeatureValue[] Read(PastFeatures past, SoukEngine engine, PastMoment moment) =>
        [.. past.Read(engine.Definition, _columns, ["ann"], moment, TestContext.Current.CancellationToken)];

    private static string Refused(PastFeatures past, SoukEngine engine, PastMoment moment) =>
        Assert.Throws<ArgumentException>(() => Read(past, engine, moment)).Message;

    private static async Task Fill(SoukEngine engine, int fromMinute, int minutes)
    {
        EventJsonParser parser = new(
            engine.Definition, new IntakeClock(TimeProvider.System, engine.Definition.MaxClockSkew));
        for (int minute = fromMinute; minute < fromMinute + minutes; minute++)
        {
            EventBatch batch = new(engine.Definition);
            string time = Rfc3339.Format(new LogTime((1_700_000_000L + (minute * 60L)) * 1_000_000));
            for (int i = 0; i < 4; i++)
            {
                Assert.Null(parser.Parse(
                    System.Text.Encoding.UTF8.GetBytes(
                        $$"""{"type":"view","id":"{{minute}}-{{i}}","time":"{{time}}","shopper":"ann","item":"i{{i}}"}"""),
                    isCloudEvent: false, batch));
            }

            Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
            await answer;
        }
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = Text,
        Projections = [new FeatureEngineFactory()],
        SegmentBytes = 4096,
    });
}
