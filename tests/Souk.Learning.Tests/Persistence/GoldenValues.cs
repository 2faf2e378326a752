using Souk.Learning.CustomerValue;

namespace Souk.Learning.Tests.Persistence;

/// <summary>Models of what customers are worth.</summary>
internal static class GoldenValues
{
    private static readonly PurchaseHistory History = new(3, 20, 39);

    public static GoldenCase[] Cases { get; } =
    [
        GoldenCase.Of(
            "beta-geometric",
            s => new BetaGeometricModel(0.243, 4.414, 0.793, 2.426).Save(s),
            BetaGeometricModel.Load,
            model => [model.ProbabilityAlive(History), model.ExpectedPurchases(History, 10)]),
        GoldenCase.Of(
            "pareto",
            s => new ParetoModel(0.553, 10.578, 0.606, 11.669).Save(s),
            ParetoModel.Load,
            model => [model.ProbabilityAlive(History), model.ExpectedPurchases(History, 10)]),
        GoldenCase.Of(
            "gamma-gamma",
            s => GammaGammaModel.Fit(
                [.. Enumerable.Range(1, 40).Select(i => new SpendHistory(1 + (i % 4), 20 + (i * 7 % 31)))])
                .Save(s),
            GammaGammaModel.Load,
            m => [m.ExpectedValue(new SpendHistory(3, 30))]),
    ];
}
