using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Backtest;
using Souk.Risk.Decisions;
using Souk.Risk.Tests.Models;

namespace Souk.Risk.Tests;

public sealed class BacktestNeedsTests
{
    [Fact]
    public async Task OnlyWhatPoliciesAndModelsRead_IsFolded()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        await market.Pay(1, "ann", "c1", 150);
        BacktestNeeds needs = Needs(market, RiskMarket.Policy);
        Assert.NotEmpty(needs.Columns);
        Assert.True(needs.Columns.Count < RiskMarket.Definition.Columns.Count);
        Assert.Contains(needs.Types, t => t.Name == "payment");
        Assert.Contains(needs.Types, t => t.Name == "chargeback");
        Assert.Equal(market.Engine.LastPosition, needs.Through);
    }

    [Fact]
    public async Task WhatAPolicyOfTheLogReads_IsFolded_ThoughTheCandidateDoesNot()
    {
        using RiskMarket market = new();
        await market.PutPolicy();
        const string Nothing = "name: x\ncheckpoints:\n  payment:\n    rules: []\n";
        IReadOnlyList<string> columns = Needs(market, Nothing).Columns;
        Assert.Equal(Needs(market, RiskMarket.Policy).Columns, columns);
        using RiskMarket empty = new();
        Assert.Empty(Needs(empty, Nothing).Columns);
    }

    [Fact]
    public async Task DecisionsAreThoseOfTheWholeState_WithPolicyListAndModelChanges()
    {
        using RiskMarket market = new();
        await market.PutPolicy(ModelHistory.Policy);
        await ModelHistory.Live(market, 0, 25);
        await ModelHistory.HandIn(market, ModelHistory.Train(market, ModelHistory.Options()));
        await ModelHistory.Live(market, 25, 10);
        BacktestNeeds needs = Needs(market, RiskMarket.Policy);
        List<Decision> whole = Decisions(market, null);
        List<Decision> needed = Decisions(market, needs);
        Assert.NotEmpty(whole);
        Assert.Equal(whole.Count, needed.Count);
        Assert.All(whole.Zip(needed), pair => Assert.True(pair.First.IsSameAs(pair.Second)));
    }

    private static BacktestNeeds Needs(RiskMarket market, string candidate) => BacktestNeeds.Of(
        market.Engine.CreateReplayer(), RiskMarket.Definition, [candidate], [], CancellationToken.None);

    private static List<Decision> Decisions(RiskMarket market, BacktestNeeds? needs)
    {
        List<Decision> decisions = [];
        RiskEngineFactory[] factories = [new RiskEngineFactory(), new RiskEngineFactory(RiskMarket.Policy)];
        using Fold fold = needs?.CreateFold(factories) ?? new Fold(
            RiskMarket.Definition,
            [new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(), .. factories]);
        RiskEngine[] engines = [.. fold.Projections.OfType<RiskEngine>()];
        fold.Applied = e => decisions.AddRange(engines.Select(r => r.Find(e.Position)).OfType<Decision>());
        market.Engine.CreateReplayer().Replay(fold, (LogPosition?)null, null, CancellationToken.None);
        return decisions;
    }
}
