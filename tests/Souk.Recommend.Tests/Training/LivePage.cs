using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Recommend.Interactions;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Tests.Training;

/// <summary>What a ranker would read live for objects shown to a subject right now.</summary>
internal static class LivePage
{
    internal static float[][] Read(Market market, string shopper, string[] items) => market.Read((fold, all) =>
    {
        SurfaceDefinition surface = fold.Definition.FindSurface("feed")!;
        CandidateFeatures features = new(surface, fold.Projection<FeatureEngine>());
        uint subject = Number(fold, surface.For, shopper);
        RecallContext context = RecallContext.Of(all, surface, subject, [], fold.Time.Microseconds);
        CandidatePool pool = new([]);
        RecallRun.Collect(context, pool, RecallBudget.Unlimited, new RecallCounters());
        RecallFusion.Fuse(pool.All);
        features.Begin(context);
        return items.Select((item, place) =>
        {
            float[] row = new float[features.Names.Count];
            uint target = Number(fold, surface.Of, item);
            features.Read(target, pool.Find(target), row);
            row[^1] = place + 1;
            return row;
        }).ToArray();
    });

    private static uint Number(Fold fold, EntityKind kind, string id) =>
        fold.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id));
}
