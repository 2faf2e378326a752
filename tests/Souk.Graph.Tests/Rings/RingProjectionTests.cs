using System.Text;
using Souk.Cases;
using Souk.Core;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;

namespace Souk.Graph.Tests.Rings;

public sealed class RingProjectionTests : IDisposable
{
    private const string Text = """
        name: rings
        base_currency: EUR
        entities: { shopper: , item: }
        events:
          review: { fields: { shopper: shopper, item: item } }
        """;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-rings-").FullName;
    private SoukEngine _engine;

    public RingProjectionTests() => _engine = Open();

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_ring_keeps_its_number_over_runs_and_becomes_one_case()
    {
        await Review(0);
        await Found(0, RingOf(RingKind.Lockstep, "a", "b", "c"), RingOf(RingKind.DenseBlock, "x", "y"));
        await Found(24, RingOf(RingKind.Lockstep, "b", "c", "a", "d"), RingOf(RingKind.Lockstep, "m", "n"));

        RingRecord[] rings = [.. Read(r => r.Rings)];
        Assert.Equal([1L, 2L, 3L], rings.Select(r => r.Number));
        Assert.Equal((2, Hours(0), Hours(24)), (rings[0].Runs, rings[0].FoundFirst, rings[0].FoundLast));
        Assert.Equal(["b", "c", "a", "d"], rings[0].Ring.Members.Select(m => m.Id));
        Assert.Equal((1, Hours(0)), (rings[1].Runs, rings[1].FoundLast));
        Assert.Equal(Hours(24), Read(r => r.LastRun));

        IReadOnlyList<CaseRecord> cases = Cases();
        Assert.Equal(["ring 1", "ring 2", "ring 3"], cases.Select(c => c.Group).Order());
        CaseRecord grown = cases.First(c => c.Group == "ring 1");
        Assert.Equal(2, grown.Findings);
        Assert.Contains(new CaseSubject("shopper", "d"), grown.Subjects);
    }

    [Fact]
    public async Task Members_stand_in_their_strongest_ring_until_it_is_long_gone()
    {
        await Review(0);
        await Found(
            0, RingOf(RingKind.Lockstep, "a", "b") with { Score = 3 },
            RingOf(RingKind.DenseBlock, "b", "c", "d") with { Score = 7 });
        Assert.Equal(new RingStanding(1, 3, 2), Standing("a", 0));
        Assert.Equal(new RingStanding(2, 7, 3), Standing("b", 24));
        Assert.Equal(default, Standing("z", 0));
        Assert.Equal(default, Standing("a", 24 * 90));
        Assert.NotEqual(default, Standing("a", (24 * 90) - 1));
        Assert.Equal(default, Read(r => r.Find("item", "a"u8, Hours(0))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_knows_the_same_rings_members_and_cases(bool snapshot)
    {
        await Review(0);
        await Found(0, RingOf(RingKind.Lockstep, "a", "b", "c"));
        await Found(24, RingOf(RingKind.Lockstep, "a", "b", "c", "e"));
        RingRecord before = Read(r => r.Rings.Single());
        if (snapshot)
        {
            await _engine.SnapshotAsync();
        }

        _engine.Dispose();
        _engine = Open();

        RingRecord after = Read(r => r.Rings.Single());
        Assert.Equal(before.Ring.Members, after.Ring.Members);
        Assert.Equal(
            (before.Number, before.FoundFirst, before.FoundLast, before.Runs),
            (after.Number, after.FoundFirst, after.FoundLast, after.Runs));
        Assert.Equal(1, Standing("e", 30).Ring);
        Assert.Single(Cases());
    }

    [Fact]
    public async Task What_no_run_wrote_is_passed_over()
    {
        await _engine.DirectAsync(RingDirective.Name, RingDirective.Write(Hours(0), [RingOf(RingKind.Lockstep, "a")]));
        Assert.Empty(Read(r => r.Rings));
        await Review(0);
        await _engine.DirectAsync(RingDirective.Name, "rubbish"u8.ToArray());
        await _engine.DirectAsync(RingDirective.Name, """{"time":1,"rings":[{"kind":"square"}]}"""u8.ToArray());
        await Found(24, RingOf(RingKind.Lockstep, "a", "b"));
        await Found(0, RingOf(RingKind.Lockstep, "c", "d"));
        Assert.Equal((1L, 1), (Read(r => r.Runs), Read(r => r.Rings.Count)));
    }

    [Fact]
    public void Too_many_rings_are_cut_at_the_weakest_of_each_kind()
    {
        Ring[] rings =
        [
            .. Enumerable.Range(0, RingDirective.MaxRings).Select(i => RingOf(RingKind.Lockstep, $"l{i}")),
            .. Enumerable.Range(0, 5).Select(i => RingOf(RingKind.DenseBlock, $"d{i}")),
        ];
        IReadOnlyList<Ring> kept = RingDirective.Read(RingDirective.Write(Hours(1), rings), out LogTime time)!;
        Assert.Equal((RingDirective.MaxRings, Hours(1)), (kept.Count, time));
        Assert.Equal(5, kept.Count(r => r.Kind == RingKind.DenseBlock));
        Assert.Equal("l0", kept.First(r => r.Kind == RingKind.Lockstep).Members[0].Id);
        Assert.DoesNotContain(kept, r => r.Members[0].Id == $"l{RingDirective.MaxRings - 1}");
    }

    private static LogTime Hours(int hours) => new(_start.Microseconds + Duration.FromHours(hours).Microseconds);

    private static Ring RingOf(RingKind kind, params string[] members) => new(
        0, kind, "review", [.. members.Select(m => new RingMember("shopper", m))], [new RingMember("item", "i")], 5,
        "They act together.", _start, _start);

    private Task<LogPosition> Found(int hours, params Ring[] rings) =>
        _engine.DirectAsync(RingDirective.Name, RingDirective.Write(Hours(hours), rings));

    private async Task Review(int hours)
    {
        string json = $$"""{"type":"review","id":"r{{hours}}","time":"{{Rfc3339.Format(Hours(hours))}}","shopper":"a","item":"i"}""";
        EventJsonParser parser = new(
            _engine.Definition, new IntakeClock(TimeProvider.System, _engine.Definition.MaxClockSkew));
        EventBatch batch = new(_engine.Definition);
        Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        Assert.True(_engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    private RingStanding Standing(string shopper, int hours) =>
        Read(r => r.Find("shopper", Encoding.UTF8.GetBytes(shopper), Hours(hours)));

    private T Read<T>(Func<RingProjection, T> read)
    {
        using FoldScope scope = _engine.Read();
        return read(scope.Fold.Projection<RingProjection>());
    }

    private IReadOnlyList<CaseRecord> Cases()
    {
        using FoldScope scope = _engine.Read();
        return scope.Fold.Projection<CaseProjection>().Search(new CaseQuery { Count = 50 });
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = Text,
        Projections = [new LinkProjectionFactory(), new RingProjectionFactory(), new CaseProjectionFactory()],
        SnapshotOnClose = false,
    });
}
