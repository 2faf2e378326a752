using Souk.Cases;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Log;
using Souk.Risk.Backtest;
using Souk.Risk.Decisions;
using Souk.Risk.Explaining;
using Souk.Risk.Models;
using Souk.Risk.Monitoring;
using Souk.Risk.Tests.Models;

namespace Souk.Risk.Tests.Decisions;

/// <summary>What was answered stays what it was, whatever becomes of the definition.</summary>
public sealed class DefinitionChangeTests : IDisposable
{
    private const string Removed = "  card.payments: { on: payment, count: true, windows: [5m, 1h] }\n";

    private static readonly string _featureRemoved =
        RiskMarket.Text.Replace(Removed, string.Empty, StringComparison.Ordinal);

    private static readonly string _featureRenamed =
        RiskMarket.Text.Replace("card.payments:", "card.paid:", StringComparison.Ordinal);

    private static readonly string _windowChanged =
        RiskMarket.Text.Replace("[5m, 1h]", "[5m, 2h]", StringComparison.Ordinal);

    // The same name, yet another meaning: nothing tells but the answers.
    private static readonly string _otherMeaning = RiskMarket.Text.Replace(
        "card.payments: { on: payment, count: true",
        "card.payments: { on: payment, where: event.amount > 1000.0, count: true",
        StringComparison.Ordinal);

    private static readonly string _typeRemoved = RiskMarket.Text
        .Replace("  payment:\n    fields: { payment: payment,", "  paid:\n    fields: { payment: payment,",
            StringComparison.Ordinal)
        .Replace("{ payment: shopper }", "{ paid: shopper }", StringComparison.Ordinal)
        .Replace("on: payment", "on: paid", StringComparison.Ordinal);

    private readonly RiskMarket _market = new();

    public static TheoryData<string, bool> Changes()
    {
        TheoryData<string, bool> changes = [];
        foreach (string what in (string[])["removed", "renamed", "window", "meaning", "type"])
        {
            changes.Add(what, true);
            changes.Add(what, false);
        }

        return changes;
    }

    public void Dispose() => _market.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task AnsweredDecisions_StayWhatTheyWere(string change, bool whileRunning)
    {
        List<(string Id, Decision Answer)> answered = await Answer();
        await Change(TextOf(change), whileRunning);
        AssertSame(answered);
        _market.Reopen(snapshot: true);
        AssertSame(answered);
        _market.Reopen(snapshot: false, () => Directory.Delete(Path.Combine(_market.Folder, "snapshots"), true));
        Assert.Equal(LogPosition.Zero, _market.Engine.OpenReport.SnapshotPosition);
        AssertSame(answered);
        _market.Reopen(snapshot: false, DeleteAnswers);
        Assert.Contains(_market.Engine.OpenReport.Remarks, r => r.Contains("derived from the log again"));
        AssertSame(answered);
    }

    [Fact]
    public async Task SeveralChanges_EachKeepTheirOwnAnswers()
    {
        List<(string Id, Decision Answer)> answered = await Answer();
        foreach ((string change, bool whileRunning) in ((string, bool)[])[
            ("meaning", true), ("window", false), ("meaning", false)])
        {
            await Change(TextOf(change), whileRunning);
            answered.AddRange(await Answer(answered.Count * 200));
        }

        AssertSame(answered);
        Assert.Equal(answered.Count, _market.Read(r => r.DecisionCount));
        Assert.Equal(
            answered.AsEnumerable().Reverse().Select(a => a.Answer.Position),
            _market.Read(r => r.Newest(1000)).Select(d => d.Position));
        _market.Reopen(snapshot: false, () =>
        {
            DeleteAnswers();
            Directory.Delete(Path.Combine(_market.Folder, "snapshots"), recursive: true);
        });
        AssertSame(answered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExplanationsDeriveThem_UnderTheDefinitionOfTheirTime(bool whileRunning)
    {
        List<(string Id, Decision Answer)> answered = await Answer();
        await Change(_featureRemoved, whileRunning);
        foreach ((string id, Decision answer) in answered)
        {
            DecisionExplanation explanation = new DecisionExplainer(_market.Engine).Explain(
                answer.Position, cancellation: TestContext.Current.CancellationToken);
            Assert.True(explanation.IsIdentical, string.Join("; ", explanation.Differences));
            Assert.Equal(id, explanation.EventId);
            Assert.Contains("definition 1", explanation.Caveat, StringComparison.Ordinal);
            Assert.Contains(explanation.Values, v => v.Name == "card.payments.5m" && v.Value is not null);
        }
    }

    [Fact]
    public async Task APolicyThatTheDefinitionNoLongerAllows_AnswersReview()
    {
        await _market.PutPolicy();
        Assert.Equal(RiskOutcome.Approve, (await _market.Pay(0, "ann", "c1", 10))!.Outcome);
        await Change(_featureRemoved, whileRunning: true);
        Decision answer = (await _market.Pay(1, "ann", "c1", 10))!;
        Assert.Equal((RiskOutcome.Review, 1), (answer.Outcome, answer.Faults));
        _market.Reopen(snapshot: true);
        Assert.True(answer.IsSameAs(_market.Read(r => r.Find(answer.Position))!));
    }

    [Fact]
    public async Task BackTests_CompareWithWhatWasAnswered()
    {
        List<(string Id, Decision Answer)> answered = await Answer();
        await Change(_otherMeaning, whileRunning: true);
        BacktestReport report = PolicyBacktest.Run(
            _market.Engine.CreateReplayer(), _market.Engine.Definition, RiskMarket.Policy,
            new BacktestOptions { AsOf = new LogTime(long.MaxValue) },
            cancellation: TestContext.Current.CancellationToken);

        using Fold candidate = new(
            _market.Engine.Definition,
            [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory(RiskMarket.Policy)]);
        _market.Engine.CreateReplayer().Replay(candidate, null, null, TestContext.Current.CancellationToken);
        RiskEngine now = candidate.Projection<RiskEngine>();
        Assert.Equal(
            answered.Count(a => now.Find(a.Answer.Position)!.Outcome != a.Answer.Outcome), report.Changed);
        Assert.Contains(
            answered, a => a.Answer.Reasons.Contains("VELOCITY")
                && !now.Find(a.Answer.Position)!.Reasons.Contains("VELOCITY"));
    }

    [Fact]
    public async Task HealthAndCases_FollowWhatWasAnswered()
    {
        List<(string Id, Decision Answer)> answered = await Answer();
        (long Count, long Stopped, int Cases) before = Figures();
        await Change(_otherMeaning, whileRunning: false);
        Assert.Equal(before, Figures());
        Assert.True(before.Cases > 0);
        Assert.Equal(answered.Count, before.Count);
    }

    [Fact]
    public async Task ADraftThatNeedsASecondPerson_StaysOne_WhereTheDefinitionNoLongerAllowsIt()
    {
        await _market.PutPolicy(RiskMarket.Policy);
        await _market.PutPolicy("approval: second_person\n" + RiskMarket.Policy, by: "eve");
        Assert.Equal(1, _market.Read(r => r.VersionInForce!.Number));
        await Change(_typeRemoved, whileRunning: false);
        Assert.Equal(1, _market.Read(r => r.VersionInForce!.Number));
    }

    [Fact]
    public async Task ModelsAndTheirReasons_StayWhatTheyWere()
    {
        await _market.PutPolicy(ModelHistory.Policy);
        await ModelHistory.Live(_market, 0, 40);
        RiskModel model = ModelHistory.Train(_market, ModelHistory.Options());
        await ModelHistory.HandIn(_market, model);
        await ModelHistory.Use(_market, 1, ModelVersionUse.Champion);
        await ModelHistory.Live(_market, 50, 1, seed: 2);
        IReadOnlyList<Decision> before = _market.Read(r => r.Newest(100));
        string[] reasons = [.. before.SelectMany(d => d.ModelReasons(0, 3)).Select(r => r.ToString())];
        await Change(_windowChanged, whileRunning: true);
        IReadOnlyList<Decision> after = _market.Read(r => r.Newest(100));
        Assert.All(before.Zip(after), two => Assert.True(two.First.IsSameAs(two.Second)));
        Assert.Equal(reasons, after.SelectMany(d => d.ModelReasons(0, 3)).Select(r => r.ToString()));
        Assert.Contains(before, d => d.Models[0].Version == 1 && d.Models[0].Probability > 0);
    }

    [Fact]
    public async Task DamagedAnswers_AreDerivedAgain()
    {
        List<(string Id, Decision Answer)> answered = await Answer();
        await Change(_otherMeaning, whileRunning: true);
        string file = Directory.GetFiles(Path.Combine(_market.Folder, "definitions"), "*.answers").Single();
        byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        _market.Reopen(snapshot: false, () =>
        {
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        });
        Assert.Contains(_market.Engine.OpenReport.Remarks, r => r.Contains("it is damaged"));
        AssertSame(answered);
    }

    private static string TextOf(string change) => change switch
    {
        "removed" => _featureRemoved,
        "renamed" => _featureRenamed,
        "window" => _windowChanged,
        "meaning" => _otherMeaning,
        _ => _typeRemoved,
    };

    // Answers of all kinds, with changes of policy and list among them.
    private async Task<List<(string Id, Decision Answer)>> Answer(int second = 0)
    {
        List<(string, Decision)> answered = [];
        await _market.PutPolicy();
        for (int i = 0; i < 40; i++)
        {
            Decision answer = (await _market.Pay(
                second + (40 * i), $"s{i % 7}", $"c{i * i % 7}", 20 + (10 * (i % 11)),
                i % 4 == 0 ? ",\"country\":\"XX\"" : string.Empty))!;
            answered.Add((EventId(), answer));
            if (i == 15)
            {
                await _market.ChangeList("""{"list":"blocked","add":["c2"]}""");
            }
            else if (i == 25)
            {
                await _market.PutPolicy(
                    RiskMarket.Policy.Replace("weight: 30", "weight: 45", StringComparison.Ordinal));
            }
        }

        Assert.True(second > 0 || answered.Select(a => a.Item2.Outcome).Distinct().Count() == 4);
        await _market.ChangeList("""{"list":"blocked","remove":["c2"]}""");
        return answered;
    }

    private string EventId() => $"e{_market.Submitted - 1}";

    private async Task Change(string text, bool whileRunning)
    {
        Assert.NotEqual(_market.DefinitionText, text);
        _market.DefinitionText = text;
        if (whileRunning)
        {
            await _market.Engine.ChangeDefinitionAsync(text, cancellation: TestContext.Current.CancellationToken);
        }
        else
        {
            _market.Reopen(snapshot: false);
        }
    }

    private void DeleteAnswers()
    {
        string[] files = Directory.GetFiles(Path.Combine(_market.Folder, "definitions"), "*.answers");
        Assert.NotEmpty(files);
        Array.ForEach(files, File.Delete);
    }

    private void AssertSame(List<(string Id, Decision Answer)> answered)
    {
        foreach ((string id, Decision answer) in answered)
        {
            Decision kept = _market.Read(r => r.Find(answer.Position))!;
            Assert.True(answer.IsSameAs(kept), string.Join("; ", DecisionDifferences.Of(answer, kept)));
            Assert.Equal(answer.Position, _market.Read(r => r.Find(id))!.Position);
        }
    }

    private (long Count, long Stopped, int Cases) Figures()
    {
        using FoldScope scope = _market.Engine.Read();
        DayCell[] days = scope.Fold.Projection<RiskMonitor>().Series("payment", string.Empty, 365 * 60, 365 * 60);
        return (days.Sum(d => d.Count), days.Sum(d => d.Reviewed + d.Declined),
            scope.Fold.Projection<CaseProjection>().Count);
    }
}
