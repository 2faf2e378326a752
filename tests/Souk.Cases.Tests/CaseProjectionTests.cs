using System.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Cases.Tests;

public sealed class CaseProjectionTests : IDisposable
{
    private const string Market = """
        name: cases
        base_currency: EUR
        entities: { shopper: {} }
        events:
          payment: { fields: { shopper: shopper, amount: money } }
          case_verdict: { fields: { case: text, verdict: text, analyst: text? } }
        """;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-test-").FullName;
    private SoukEngine _engine;
    private int _events;

    public CaseProjectionTests() => _engine = Open();

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Findings_BecomeCases_OrderedByExpectedLoss_AndGroupsGrow()
    {
        await Pay("ann", 200);
        await Pay("bob", 900);
        await Pay("ann", 300);
        await Pay("eve", 50);
        IReadOnlyList<CaseRecord> queue = Search(new CaseQuery());
        Assert.Equal(["large payments of bob", "large payments of ann"], queue.Select(c => c.Title));
        Assert.Equal(500, queue[1].ExpectedLoss);
        Assert.Equal(2, queue[1].Findings);
        Assert.Equal(["opened", "grew"], queue[1].Trail.Select(t => t.What));
        Assert.Equal(new CaseSubject("shopper", "ann"), Assert.Single(queue[1].Subjects));
    }

    [Fact]
    public async Task AVerdictEvent_ClosesTheCase_AndALaterFindingOpensAnother()
    {
        await Pay("ann", 200);
        string id = Search(new CaseQuery())[0].Id;
        await Submit("case_verdict", $"\"case\":\"{id}\",\"verdict\":\"abuse\",\"analyst\":\"kim\"");
        CaseRecord closed = Find(id)!;
        Assert.Equal(CaseStatus.Closed, closed.Status);
        Assert.Equal(("verdict", "kim", null, "abuse"), Last(closed));
        Assert.Empty(Search(new CaseQuery()));
        Assert.Single(Search(new CaseQuery { Status = CaseStatus.Closed }));
        await Pay("ann", 400);
        Assert.NotEqual(id, Assert.Single(Search(new CaseQuery())).Id);
    }

    [Fact]
    public async Task Commands_AreFollowed_AndTheTrailSaysWhoDidWhat()
    {
        await Pay("ann", 200);
        await Do("""{"do":"assign","id":"c1","by":"lea","at":"2026-01-02T00:00:00Z","text":"kim"}""");
        Assert.Equal(("assigned", "lea", null, "kim"), Last(Find("c1")!));
        Assert.Single(Search(new CaseQuery { Assignee = "kim" }));
        await Do("""{"do":"note","id":"c1","by":"kim","at":"2026-01-02T01:00:00Z","text":"called"}""");
        await Do("""{"do":"priority","id":"c1","by":"kim","at":"2026-01-02T01:00:00Z","expected_loss":12.5}""");
        Assert.Equal(("priority", "kim", "200", "12.5"), Last(Find("c1")!));
        await Submit("case_verdict", "\"case\":\"c1\",\"verdict\":\"unclear\"");
        await Do("""{"do":"reopen","id":"c1","by":"lea","at":"2026-01-03T00:00:00Z"}""");
        Assert.Equal(("reopened", "lea", "unclear", null), Last(Find("c1")!));
        Assert.Equal(CaseStatus.Open, Find("c1")!.Status);
    }

    [Theory]
    [InlineData("""{"do":"assign","id":"c9","by":"a","at":"2026-01-02T00:00:00Z"}""", "there is no case 'c9'")]
    [InlineData("""{"do":"reopen","id":"c1","by":"a","at":"2026-01-02T00:00:00Z"}""", "the case 'c1' is not closed")]
    public async Task Commands_ThatCannotBeFollowed_AreRefused(string json, string reason)
    {
        await Pay("ann", 200);
        DirectiveRefusedException error = await Assert.ThrowsAsync<DirectiveRefusedException>(() => Do(json));
        Assert.Equal(reason, error.Message);
    }

    [Theory]
    [InlineData("nonsense", "is an invalid JSON literal")]
    [InlineData("{}", "must be given")]
    [InlineData("""{"do":"dance","by":"a","at":"2026-01-02T00:00:00Z"}""", "do: 'dance' is none of open, assign, note")]
    [InlineData("""{"do":"note","id":"c1","by":"a","at":"2026-01-02T00:00:00Z"}""", "text: is missing; it is the note")]
    [InlineData("""{"do":"note","id":"c1","by":"","at":"2026-01-02T00:00:00Z","text":"x"}""", "by: must be 1 to 100")]
    [InlineData("""{"do":"note","by":"a","at":"2026-01-02T00:00:00Z","text":"x"}""", "id: is missing")]
    [InlineData("""{"do":"note","id":"c1","by":"a","at":"soon","text":"x"}""", "at: 'soon' is no time")]
    [InlineData("""{"do":"priority","id":"c1","by":"a","at":"2026-01-02T00:00:00Z","expected_loss":-1}""",
        "expected_loss: must be")]
    [InlineData("""{"do":"open","by":"a","at":"2026-01-02T00:00:00Z"}""", "draft: is missing")]
    [InlineData(
        """{"do":"open","by":"a","at":"2026-01-02T00:00:00Z","draft":{"kind":"ring","group":"","title":"","subjects":[],"evidence":[],"expected_loss":1,"source":"me"}}""",
        "draft.title: is missing")]
    [InlineData("""{"do":"note","id":"c1","by":"a","at":"2026-01-02T00:00:00Z","text":"x","colour":1}""", "colour")]
    public void Read_ABadCommand_SaysWhatIsWrong(string json, string expected)
    {
        Assert.Null(CaseCommand.Read(Encoding.UTF8.GetBytes(json), out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_IsTheSameAfterARestart_AndAReplay()
    {
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            await Pay($"s{random.Next(40)}", random.Next(50, 1000));
            if (random.Next(4) == 0 && Search(new CaseQuery()) is [var first, ..])
            {
                await (random.Next(2) == 0
                    ? Submit("case_verdict", $"\"case\":\"{first.Id}\",\"verdict\":\"abuse\"")
                    : Do($$"""{"do":"note","id":"{{first.Id}}","by":"kim","at":"2026-01-02T00:00:00Z","text":"n{{i}}"}"""));
            }
        }

        string live = Everything();
        _engine.Dispose();
        _engine = Open();
        Assert.Equal(live, Everything());
        _engine.Dispose();
        Directory.Delete(Path.Combine(_folder, "snapshots"), recursive: true);
        _engine = Open();
        Assert.Equal(live, Everything());
    }

    [Fact]
    public async Task ACaseOfManyFindings_StaysBounded()
    {
        for (int i = 0; i < 300; i++)
        {
            await Pay("ann", 200);
        }

        CaseRecord record = Find("c1")!;
        Assert.Equal(300, record.Findings);
        Assert.Equal(CaseRecord.MaxEntries, record.Trail.Count);
        Assert.Equal("opened", record.Trail[0].What);
    }

    [Fact]
    public async Task Search_ByEntityTextAndKind_Finds()
    {
        await Pay("ann", 200);
        await Pay("bob", 300);
        Assert.Equal("c2", Assert.Single(Search(new CaseQuery { Subject = new CaseSubject("shopper", "bob") })).Id);
        Assert.Equal("c1", Assert.Single(Search(new CaseQuery { Text = "OF ANN" })).Id);
        Assert.Empty(Search(new CaseQuery { Kind = "ring" }));
        Assert.Single(Search(new CaseQuery { Count = 1, Skip = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Search(new CaseQuery { Count = 0 }));
    }

    private static (string What, string By, string? Before, string? After) Last(CaseRecord record)
    {
        CaseEntry entry = record.Trail[^1];
        return (entry.What, entry.By, entry.Before, entry.After);
    }

    private string Everything() => JsonSerializer.Serialize(
        Search(new CaseQuery { IncludeClosed = true, Count = CaseQuery.MaxCount }), CaseJson.Options);

    [Fact]
    public async Task ClosedCases_AreFoundNewestFirst_InSlices()
    {
        const int Cases = 47;
        for (int i = 1; i <= Cases; i++)
        {
            await Pay($"s{i}", i % 10 == 0 ? 900 : 200);
            await Submit("case_verdict", $"\"case\":\"c{i}\",\"verdict\":\"unclear\"");
        }

        using FoldScope scope = _engine.Read();
        CaseProjection cases = scope.Fold.Projection<CaseProjection>();
        CaseSearch search = new(new CaseQuery { Status = CaseStatus.Closed, Text = "0", Skip = 1, Count = 2 })
        {
            LookedAtPerSlice = 5,
        };
        int slices = 0;
        for (; !search.IsDone; slices++)
        {
            Assert.True(slices < Cases);
            cases.Continue(search);
        }

        Assert.Equal(["c30", "c20"], search.Found.Select(c => c.Id));
        Assert.True(slices > 4, $"{slices} slices");
        Assert.Equal(
            Enumerable.Range(1, Cases).Select(i => $"c{Cases + 1 - i}"),
            cases.Search(new CaseQuery { IncludeClosed = true, Count = CaseQuery.MaxCount }).Select(c => c.Id));
        Assert.Empty(cases.Search(new CaseQuery { Status = CaseStatus.Closed, Skip = Cases }));
    }

    [Fact]
    public async Task CasesOfASubject_AreFound_HoweverOftenTheyChange()
    {
        for (int i = 0; i < 6; i++)
        {
            await Pay("ann", 200 + i);
            await Pay("bob", 300);
            if (i % 2 == 0)
            {
                await Submit("case_verdict", $"\"case\":\"{Search(new CaseQuery())[^1].Id}\",\"verdict\":\"abuse\"");
            }
        }

        foreach (string who in (string[])["ann", "bob"])
        {
            string[] all = [.. Search(new CaseQuery { IncludeClosed = true, Count = CaseQuery.MaxCount })
                .Where(c => c.Subjects.Any(s => s.Id == who)).Select(c => c.Id).Order(StringComparer.Ordinal)];
            Assert.NotEmpty(all);
            Assert.Equal(all, Search(
                new CaseQuery { IncludeClosed = true, Subject = new CaseSubject("shopper", who) })
                .Select(c => c.Id).Order(StringComparer.Ordinal));
        }
    }

    private IReadOnlyList<CaseRecord> Search(CaseQuery query)
    {
        using FoldScope scope = _engine.Read();
        return scope.Fold.Projection<CaseProjection>().Search(query);
    }

    private CaseRecord? Find(string id)
    {
        using FoldScope scope = _engine.Read();
        return scope.Fold.Projection<CaseProjection>().Find(id);
    }

    private async Task Do(string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        CaseCommand command = CaseCommand.Read(body, out string? problem)!;
        Assert.Null(problem);
        await _engine.DirectAsync(
            CaseCommand.DirectiveName, body, fold => fold.Projection<CaseProjection>().WhyNot(command));
    }

    private Task Pay(string shopper, int amount) =>
        Submit("payment", $"\"shopper\":\"{shopper}\",\"amount\":{amount}");

    private async Task Submit(string type, string rest)
    {
        string time = Rfc3339.Format(new LogTime(_start.Microseconds + (++_events * 1_000_000L)));
        string json = $$"""{"type":"{{type}}","id":"e{{_events}}","time":"{{time}}",{{rest}}}""";
        EventBatch batch = new(_engine.Definition);
        EventJsonParser parser = new(
            _engine.Definition, new IntakeClock(TimeProvider.System, _engine.Definition.MaxClockSkew));
        Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        Assert.True(_engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    private SoukEngine Open() => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = Market,
        Projections = [new LargePaymentsFactory(), new CaseProjectionFactory()],
    });

    // Finds payments of 100 and more.
    private sealed class LargePayments : IProjection, ICaseSource
    {
        public Arena Arena { get; } = new("large");

        public CaseDraft? DraftFor(EventView e)
        {
            if (e.Type.Name != "payment" || e.Money(1).ToDouble() < 100)
            {
                return null;
            }

            string shopper = e.TextString(0);
            return new CaseDraft(
                "decision", shopper, $"large payments of {shopper}", [new CaseSubject("shopper", shopper)],
                [$"a payment of {e.Money(1)}"], e.Money(1).ToDouble(), "large");
        }

        public void Apply(EventView e)
        {
        }

        public void Flush()
        {
        }

        public void Sync()
        {
        }

        public void Restored()
        {
        }

        public void Dispose() => Arena.Dispose();
    }

    private sealed class LargePaymentsFactory : IProjectionFactory
    {
        public string Name => "large";

        public IProjection Create(ProjectionContext context) => new LargePayments();
    }
}
