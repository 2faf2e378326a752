using Souk.Core.Definition;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop whose shoppers' tastes change overnight, for all at once. Every night the ranker is trained
/// anew and put in force, better or not: what is compared is how fast the engine follows by day.</summary>
internal static class DriftLoop
{
    /// <summary>The days that are judged after the drift.</summary>
    internal const int Days = 3;

    /// <summary>The pages of a session.</summary>
    internal const int PagesPerSession = 5;

    /// <summary>The page of a session, from 0, that is the shopper's own.</summary>
    internal const int OwnPage = ShopperLoop.OwnPage;

    private const string Surface = "for_you";
    private const int WarmUpDays = 10;
    private const int ServedDays = 2;

    // Of every shopper, the second and third favourite change within this time, of one in five the first too.
    private const int DriftDays = 45;

    // One kind of ranker is enough: it is the same for both.
    private static readonly RankTrainingOptions _training = new() { Kind = RankerKind.Trees, MaxRows = 20_000 };

    // A shopper comes every other day.
    private static readonly SimulationOptions _market = new() { Shoppers = 500, Items = 600 };

    private static readonly ShopperLoopOptions _loop = new()
    {
        SessionsPerDay = 250,
        PagesPerSession = PagesPerSession,
        LooksAround = true,
        Definition = LoopDefinition.Untiring,
    };

    /// <summary>Runs a market.</summary>
    /// <param name="seed">Its seed.</param>
    /// <param name="isDaily">Whether the engine learns of a day's events only at its end, as a model that is computed
    /// anew every night does.</param>
    /// <returns>The figures by page, of the day before the drift and of those after it.</returns>
    internal static LoopFigures[][] Run(ulong seed, bool isDaily)
    {
        using ShopperLoop loop = new(_market with { Seed = seed }, _loop with { IsDaily = isDaily });
        loop.RunDays(null, WarmUpDays);
        LoopFigures[][] figures = new LoopFigures[1 + Days][];
        for (int day = 1 - ServedDays; day <= Days; day++)
        {
            loop.Engine.Promote(Surface, loop.Engine.Train(Surface, _training));
            loop.TasteDays = day > 0 ? DriftDays : 0;
            loop.RunDay(Surface);
            if (day >= 0)
            {
                figures[day] = [.. loop.ByPage];
            }
        }

        return figures;
    }
}
