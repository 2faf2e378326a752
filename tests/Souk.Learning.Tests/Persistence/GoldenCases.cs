namespace Souk.Learning.Tests.Persistence;

/// <summary>All kinds of model files.</summary>
internal static class GoldenCases
{
    public static IReadOnlyList<GoldenCase> All { get; } =
    [
        .. GoldenRecommenders.Cases,
        .. GoldenPredictors.Cases,
        .. GoldenDetectors.Cases,
        .. GoldenTexts.Cases,
        .. GoldenValues.Cases,
    ];
}
