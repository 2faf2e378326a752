using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>Runs the sources of a surface one after the other within the request's time.</summary>
internal static class RecallRun
{
    /// <summary>Collects candidates.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pool">Takes them.</param>
    /// <param name="budget">The request's time.</param>
    /// <param name="counters">Count what each source gave.</param>
    /// <returns>The sources that were skipped for lack of time.</returns>
    internal static List<RecallSource> Collect(
        RecallContext context, CandidatePool pool, RecallBudget budget, RecallCounters counters)
    {
        List<RecallSource> skipped = [];
        foreach (RecallSource source in context.Surface.Sources)
        {
            if (context.Trained.IsLate(source) || !budget.Allows(source, counters))
            {
                skipped.Add(source);
                counters.AddSkipped(source);
                continue;
            }

            long began = budget.Begin();
            Run(source, context, pool);
            counters.AddCandidates(source, pool.EndSource(source));
            if (!context.Trained.Has(source))
            {
                budget.Took(source, began, counters);
            }
        }

        return skipped;
    }

    private static void Run(RecallSource source, RecallContext context, CandidatePool pool)
    {
        switch (source)
        {
            case RecallSource.Neighbours:
                NeighbourRecall.Neighbours(context, pool);
                break;
            case RecallSource.CoViewed:
                NeighbourRecall.CoViewed(context, pool);
                break;
            case RecallSource.CoBought:
                NeighbourRecall.CoBought(context, pool);
                break;
            case RecallSource.SimilarSubjects:
                NeighbourRecall.SimilarSubjects(context, pool);
                break;
            case RecallSource.Trending:
                TrendRecall.Trending(context, pool);
                break;
            case RecallSource.Followed:
                TrendRecall.Followed(context, pool);
                break;
            case RecallSource.NewObjects:
                TrendRecall.NewObjects(context, pool);
                break;
            case RecallSource.Repeat:
                TrendRecall.Repeat(context, pool);
                break;
            case RecallSource.SessionNeighbours:
                SessionRecall.SessionNeighbours(context, pool);
                break;
            case RecallSource.Preferred:
                TrendRecall.Preferred(context, pool);
                break;
            case RecallSource.Content:
                ContentRecall.Content(context, pool);
                break;
            case RecallSource.Factors:
            case RecallSource.Embeddings:
            case RecallSource.Towers:
                foreach ((string id, float score) in context.Trained.Of(source))
                {
                    uint target = context.Entities.Find(
                        context.Surface.Of.Index, System.Text.Encoding.UTF8.GetBytes(id));
                    if (target != 0 && context.Space.FindObject(target) != 0)
                    {
                        pool.Add(target, score);
                    }
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(source), source, "an unknown source");
        }
    }
}
