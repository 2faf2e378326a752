using Souk.Core.Definition;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Models;

/// <summary>The trained models of one surface; immutable, swapped as a whole.</summary>
/// <param name="Version">The version of the ranker; 0 for none.</param>
/// <param name="Ranker">The ranker, or null.</param>
/// <param name="RecallModels">The models of recall, at most one a source.</param>
internal sealed record SurfaceModels(int Version, RankModel? Ranker, IReadOnlyList<RecallModel> RecallModels)
{
    internal static SurfaceModels None { get; } = new(0, null, []);

    /// <summary>Takes what the ranker put first; null without a ranker.</summary>
    internal ServedRows? Served { get; init; }

    /// <summary>Whether a source of a surface has a model to ask.</summary>
    internal bool HasRecall(SurfaceDefinition surface)
    {
        foreach (RecallModel model in RecallModels)
        {
            if (surface.Sources.Contains(model.Source))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the models of a surface's sources give for somebody with these likings.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="likings">Ids with weights.</param>
    /// <param name="budget">The request's time; models that do not fit are left out.</param>
    /// <param name="counters">Know and note what each takes.</param>
    internal TrainedRecall Recall(
        SurfaceDefinition surface, IReadOnlyList<(string Id, double Weight)> likings, RecallBudget budget,
        RecallCounters counters)
    {
        TrainedRecall found = new();
        foreach (RecallModel model in RecallModels)
        {
            if (!surface.Sources.Contains(model.Source))
            {
                continue;
            }

            if (!budget.Allows(model.Source, counters))
            {
                found.AddLate(model.Source);
                continue;
            }

            long began = budget.Begin();
            found.Add(model.Source, model.Best(likings));
            budget.Took(model.Source, began, counters);
        }

        return found;
    }
}
