using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Risk.Decisions;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;
using Souk.Risk.Policies;

namespace Souk.Risk.Tests.Models;

public sealed class ModelDecisionTests
{
    // The same history gives the same model, so it is trained once.
    private static RiskModel? _trained;

    private const string Abroad = ",\"country\":\"X\"";

    [Fact]
    public async Task AModel_DecidesByItsThresholds_AddsToTheScore_AndGivesReasons()
    {
        using RiskMarket market = new();
        RiskModel model = await Prepare(market);
        await ModelHistory.HandIn(market, model);
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        Decision bad = (await market.Pay(50 * ModelHistory.Day, "zoe", "cX99", 70, Abroad))!;
        Decision good = (await market.Pay((50 * ModelHistory.Day) + 1, "ann", "cA99", 8, ",\"country\":\"A\""))!;
        ModelScore score = Assert.Single(bad.Models);
        Assert.Equal(("fraud", 1, false), (score.Name, score.Version, score.IsFault));
        Assert.True(score.Probability > good.Models[0].Probability);
        Assert.True(score.Probability >= model.Thresholds.Review);
        Assert.True(bad.Outcome >= RiskOutcome.Review);
        Assert.Equal(10 * score.Probability, bad.Score, 1e-9);
        Assert.Equal(["MODEL"], bad.Reasons);
        IReadOnlyList<ModelReason> reasons = bad.ModelReasons(0, 3);
        Assert.Contains(reasons, r => r.Column == "card.country" && (string?)r.Value == "X" && r.Contribution > 0);
        Assert.Equal(RiskOutcome.Approve, good.Outcome);
        Assert.Equal(0, good.Faults);
    }

    [Fact]
    public async Task AModelThatFails_GivesItsFallbackAndIsCounted()
    {
        using RiskMarket market = new();
        await market.PutPolicy(ModelHistory.Policy);
        Decision decision = (await market.Pay(1, "ann", "c1", 10))!;
        Assert.Equal(RiskOutcome.Challenge, decision.Outcome);
        Assert.Equal(1, decision.Faults);
        Assert.True(decision.Models[0].IsFault);
        Assert.Equal(RiskOutcome.Challenge, decision.Models[0].Fallback);
        Assert.Empty(decision.ModelReasons(0, 3));
        await market.PutPolicy(
            ModelHistory.Policy.Replace("reason: MODEL", "status: shadow", StringComparison.Ordinal));
        Decision shadow = (await market.Pay(2, "ann", "c1", 10))!;
        Assert.Equal((RiskOutcome.Approve, 0), (shadow.Outcome, shadow.Faults));
    }

    [Fact]
    public async Task AColumnThatALaterDefinitionNoLongerHas_GivesTheFallback()
    {
        using RiskMarket market = new();
        RiskModel model = await Prepare(market);
        await ModelHistory.HandIn(market, model);
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        await market.PutPolicy(ModelHistory.Policy);
        await market.Pay(50 * ModelHistory.Day, "ann", "cA1", 8, ",\"country\":\"A\"");
        MarketplaceDefinition smaller = DefinitionLoader.Parse(
            RiskMarket.Text.Replace("card.amount_mean", "card.other_mean", StringComparison.Ordinal), "test").OrThrow();
        using Fold fold = new(smaller, RiskMarket.Projections);
        market.Engine.CreateReplayer().Replay(fold, null, null, CancellationToken.None);
        Decision decision = fold.Projection<RiskEngine>().Newest(1)[0];
        Assert.Equal((RiskOutcome.Challenge, 1), (decision.Outcome, decision.Faults));
        Assert.Equal((1, true), (decision.Models[0].Version, decision.Models[0].IsFault));
        byte[] body = ModelDirective.OfModel("fraud", model.ToBytes(), "ann");
        Assert.Contains("amount_mean", fold.Projection<RiskEngine>().WhyNotTake(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChallenger_IsRecordedApart_AndChangesNoAnswer()
    {
        using RiskMarket alone = new();
        using RiskMarket watched = new();
        RiskModel model = await Prepare(alone);
        await Prepare(watched);
        RiskModel other = ModelHistory.Train(watched, ModelHistory.Options(RiskModelKind.Tail));
        foreach (RiskMarket market in new[] { alone, watched })
        {
            await ModelHistory.HandIn(market, model);
            await ModelHistory.HandIn(market, other);
            await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        }

        await ModelHistory.Use(watched, 2, ModelVersionUse.Challenger);
        await ModelHistory.Live(alone, 50, 3, seed: 7);
        await ModelHistory.Live(watched, 50, 3, seed: 7);
        IReadOnlyList<Decision> one = alone.Read(r => r.Newest(300));
        IReadOnlyList<Decision> two = watched.Read(r => r.Newest(300));
        Assert.All(two, d => Assert.Equal(2, d.Models[0].ChallengerVersion));
        Assert.All(two, d => Assert.InRange(d.Models[0].ChallengerProbability, 0, 1));
        Assert.All(one, d => Assert.Equal(0, d.Models[0].ChallengerVersion));
        Assert.Contains(one, d => d.Outcome != RiskOutcome.Approve);
        Assert.Equal(
            one.Select(d => (d.Outcome, d.Score, d.Models[0].Probability)),
            two.Select(d => (d.Outcome, d.Score, d.Models[0].Probability)));
    }

    [Fact]
    public async Task VersionsSwapAtALogPosition_AndRollBack()
    {
        using RiskMarket market = new();
        RiskModel first = await Prepare(market);
        RiskModel second = ModelHistory.Train(market, ModelHistory.Options(RiskModelKind.Logistic));
        await ModelHistory.HandIn(market, first);
        await ModelHistory.HandIn(market, second);
        List<int> versions = [];
        await Pay(1);
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        await Pay(2);
        await ModelHistory.Use(market, 2, ModelVersionUse.Champion);
        await Pay(3);
        Assert.Equal(1, market.Read(r => r.PreviousModel("fraud")!.Number));
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        await Pay(4);
        Assert.Equal([0, 1, 2, 1], versions);
        Assert.Equal(2, market.Read(r => r.PreviousModel("fraud")!.Number));
        Assert.Contains("no version 7", market.Read(r => r.WhyNotUse("fraud", 7)), StringComparison.Ordinal);

        async Task Pay(int second)
        {
            Decision decision = (await market.Pay((50 * ModelHistory.Day) + second, "zoe", "cX99", 70, Abroad))!;
            versions.Add(decision.Models[0].Version);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReplayAndRestart_GiveTheSameBits_WithPolicyAndModelChangesInTheLog(bool snapshot)
    {
        using RiskMarket market = new();
        RiskModel first = await Prepare(market);
        RiskModel second = ModelHistory.Train(
            market, ModelHistory.Options(RiskModelKind.Logistic) with { AsOf = ModelHistory.At(45) });
        await ModelHistory.HandIn(market, first);
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        await ModelHistory.Live(market, 50, 4, seed: 2);
        await ModelHistory.HandIn(market, second);
        await ModelHistory.Use(market, 2, ModelVersionUse.Challenger);
        await ModelHistory.Live(market, 57, 4, seed: 3);
        await market.PutPolicy(ModelHistory.Policy.Replace("weight: 10", "weight: 55", StringComparison.Ordinal));
        await ModelHistory.Use(market, 2, ModelVersionUse.Champion);
        market.Reopen(snapshot);
        await ModelHistory.Live(market, 64, 4, seed: 4);
        using Fold fold = new(RiskMarket.Definition, RiskMarket.Projections);
        market.Engine.CreateReplayer().Replay(fold, null, null, CancellationToken.None);
        using FoldScope live = market.Engine.Read();
        RiskEngine now = live.Fold.Projection<RiskEngine>();
        RiskEngine again = fold.Projection<RiskEngine>();
        Assert.Equal(again.DecisionCount, now.DecisionCount);
        foreach ((Decision one, Decision other) in now.Newest(10_000).Zip(again.Newest(10_000)))
        {
            Assert.True(one.IsSameAs(other));
        }

        Assert.Equal(2, now.Newest(1)[0].Models[0].Version);
        Assert.Equal(now.Arena.PageCount, again.Arena.PageCount);
        for (int page = 0; page < now.Arena.PageCount; page++)
        {
            Assert.True(now.Arena.Page(page).SequenceEqual(again.Arena.Page(page)), $"page {page}");
        }
    }

    [Fact]
    public async Task BadModels_AreRefused_AndPassedOverInTheLog()
    {
        using RiskMarket market = new();
        RiskModel model = await Prepare(market);
        byte[] file = model.ToBytes();
        Assert.Throws<ArgumentException>(() => ModelDirective.OfModel("1x", file, "ann"));
        Assert.Throws<ArgumentException>(() => ModelDirective.OfModel("fraud", file[..^9], "ann"));
        byte[] damaged = [.. file];
        damaged[file.Length / 2] ^= 4;
        Exception refused = Assert.Throws<ArgumentException>(() => ModelDirective.OfModel("fraud", damaged, "ann"));
        Assert.Contains("checksum", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => ModelDirective.OfModel("fraud", new byte[RiskModelLimits.MaxBytes + 1], "ann"));
        string right = Encoding.UTF8.GetString(ModelDirective.OfModel("fraud", file, "ann"));
        string[] bodies =
        [
            "rubbish", "[]", "{}", right.Replace("\"fraud\"", "\"a-b\"", StringComparison.Ordinal),
            right.Replace(RiskModel.HashOf(file), new string('0', 64), StringComparison.Ordinal),
            right.Replace("\"model\":\"", "\"model\":\"*", StringComparison.Ordinal),
        ];
        foreach (string body in bodies)
        {
            Assert.NotNull(market.Read(r => r.WhyNotTake(Encoding.UTF8.GetBytes(body))));
            await market.Engine.DirectAsync(ModelDirective.HandIn, Encoding.UTF8.GetBytes(body));
        }

        await market.Engine.DirectAsync(
            ModelDirective.ChangeUse, ModelDirective.OfUse("fraud", 1, ModelVersionUse.Champion, "ann", "none there"));
        Assert.Empty(market.Read(r => r.Models));
        Assert.Null(market.Read(r => r.WhyNotTake(Encoding.UTF8.GetBytes(right))));
    }

    [Fact]
    public async Task ATruncatedFile_IsRefusedAtEveryLength()
    {
        using RiskMarket market = new();
        await Prepare(market);
        byte[] file = ModelHistory.Train(market, ModelHistory.Options()).ToBytes();
        for (int length = 0; length < file.Length; length += 1 + (length / 50))
        {
            Assert.Throws<InvalidDataException>(() => RiskModel.Read(file[..length]));
        }
    }

    [Fact]
    public async Task OldVersions_LoseTheirFiles_ButNotThoseInUse()
    {
        using RiskMarket market = new();
        await Prepare(market);
        RiskModel model = ModelHistory.Train(market, ModelHistory.Options());
        await ModelHistory.HandIn(market, model);
        await ModelHistory.Use(market, 1, ModelVersionUse.Champion);
        for (int i = 0; i < RiskModelLimits.KeptVersions + 2; i++)
        {
            await ModelHistory.HandIn(market, model);
        }

        Assert.NotNull(market.Read(r => r.Models[0].Model));
        Assert.Null(market.Read(r => r.Models[1].Model));
        Assert.Contains("no longer kept", market.Read(r => r.WhyNotUse("fraud", 2)), StringComparison.Ordinal);
        Assert.Equal(RiskModelLimits.KeptVersions + 1, market.Read(r => r.Models.Count(v => v.Model is not null)));
    }

    [Theory]
    [InlineData("models: { fraud: { weigth: 1 } }", "has no 'weigth'")]
    [InlineData("models: { 1x: { weight: 1 } }", "is no name of a model")]
    [InlineData("models: { fraud: { decides: perhaps } }", "must be one of true, false")]
    [InlineData("models: { fraud: { fallback: no } }", "must be one of approve")]
    [InlineData("models: [fraud]", "must be a mapping")]
    [InlineData("costs: { margin: -1 }", "must be a number from 0 to 10")]
    [InlineData("costs: { fraud_loss: 0 }", "above 0 and at most 10")]
    [InlineData("models: { fraud: {} }, rules: [ { id: a, when: 'score(\"frauds\") > 0.5', weight: 1 } ]", "'fraud'?")]
    [InlineData("rules: [ { id: a, when: 'score(\"fraud\") > 0.5', weight: 1 } ]", "score needs the name of a model")]
    public void ABadPolicyOfModels_IsRefusedPrecisely(string checkpoint, string problem)
    {
        using Fold fold = new(RiskMarket.Definition, RiskMarket.Projections);
        PolicyResult result = fold.Projection<RiskEngine>().Check(
            $"name: x\ncheckpoints: {{ payment: {{ {checkpoint} }} }}", "policy.yaml");
        Assert.Contains(result.Errors, e => e.ToString().Contains(problem, StringComparison.Ordinal));
    }

    private static async Task<RiskModel> Prepare(RiskMarket market)
    {
        await market.PutPolicy(
            ModelHistory.Policy.Replace("fallback: challenge", "fallback: approve", StringComparison.Ordinal));
        await ModelHistory.Live(market, 0, 40);
        return _trained ??= ModelHistory.Train(market, ModelHistory.Options(RiskModelKind.Trees));
    }
}
