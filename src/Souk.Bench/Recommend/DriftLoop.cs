using Souk.Core.Definition;
using Souk.Recommend.Training;
using Souk.Simulation;

namespace Souk.Bench.Recommend;

/// <summary>A closed loop whose shoppers' tastes change overnight. Every night the ranker is trained anew.</summary>
internal static class DriftLoop
{
    /// <summary>The days that are judged after the drift.</summary>
    internal const int Days = 3;

    /// <summary>The pages of a session; the second is the shopper's own.</summary>
    internal const int PagesPerSession = 5;

    private const string Surface = "for_you";
    private const int WarmUpDays = 10;
    private const int ServedDays = 2;

    // Of every shopper, the second and third favourite change within this time, of one in five the first too.
    private const int DriftDays = 45;

    // What is compared is how fast the engine follows, so one kind of ranker is enough.
    private static readonly RankTrainingOptions _training = new() { Kind = RankerKind.Trees, MaxRows = 40_000 };

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
        loop.Engine.Promote(Surface, loop.Engine.Train(Surface, _training));
        LoopFigures[][] figures = new LoopFigures[1 + Days][];
        for (int day = 1 - ServedDays; day <= Days; day++)
        {
            loop.TasteDays = day > 0 ? DriftDays : 0;
            if (Environment.GetEnvironmentVariable("DRIFT_LADDER") is not null) loop.Ladder = default(LoopLadder);
            loop.RunDay(Surface);
            if (loop.Ladder is LoopLadder l) { double e = l.Pages * 8.0; Console.WriteLine($"served {l.Served / e:0.00} in order {l.InOrder / e:0.00} likeliest {l.LikeliestRanked / e:0.00} best ranked {l.BestRanked / e:0.00} best {l.Best / e:0.00} ranked {l.Ranked / l.Pages}"); }
            TrainedRanker t = loop.Engine.Train(Surface, _training);
            loop.Engine.Promote(Surface, t);
            Console.WriteLine($"seed {seed} daily {isDaily} day {day} {loop.ByPage.Aggregate((a, b) => a + b).Regret:0.000} [{string.Join(' ', loop.ByPage.Select(p => p.Regret.ToString("0.000")))}] bought {loop.ByPage.Sum(p => p.Bought)} {t.Rows} {t.Goals} {t.Origin} {t.Problem} v{t.Version} ndcg {t.Figures?.ValueNdcg:0.000} recall {t.Figures?.RecallNdcg:0.000} loss {t.Figures?.LogLoss:0.0000} {DateTime.Now:HH:mm:ss}");
            if (day >= 0)
            {
                figures[day] = [.. loop.ByPage];
            }
        }

        return figures;
    }
}
