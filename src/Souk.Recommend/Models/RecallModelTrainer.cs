using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Data;
using Souk.Learning.Deep;
using Souk.Learning.Embeddings;
using Souk.Learning.Factorization;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Models;

/// <summary>Trains a model of recall of a surface from what its interactions remember at the time.</summary>
internal static class RecallModelTrainer
{
    // Below this there is nothing to learn.
    private const int LeastEntries = 50;

    // 20 million entries take 240 MB while the model is trained; beyond that the first subjects stand for all.
    private const int MostEntries = 20_000_000;

    // A step of the towers costs some hundred times what one of the others does.
    private const int MostTowerEntries = 2_000_000;

    // Passes over the entries: as many as fit into so many steps, since small shops need more of them.
    private const int EmbeddingSteps = 20_000_000;
    private const int MostEmbeddingPasses = 100;
    private const int TowerSteps = 10_000_000;
    private const int MostTowerPasses = 20;

    // What is liked within so many objects is company: sequences of a shop are short and hardly ordered.
    private const int Company = 10;

    // Subjects or objects read in one go, so that the sequencer waits for at most about a millisecond.
    private const uint ReadInOneGo = 2_000;

    /// <summary>Trains a model.</summary>
    /// <param name="engine">The engine, which goes on.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="source">The source that will ask it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null if there is too little to learn from, or the definition changed meanwhile.</returns>
    internal static RecallModel? Train(
        SoukEngine engine, SurfaceDefinition surface, RecallSource source, CancellationToken cancellation = default)
    {
        CollectedLikings found = new();
        bool isWhole = ForEach(engine, surface, surface.Actor, (fold, space, subject) =>
        {
            found.Likings = space.Totals.Liked + space.Totals.Reached;
            found.Add(fold, space, subject);
            return found.Entries < LimitOf(source);
        });
        isWhole &= source != RecallSource.Towers || ForEach(engine, surface, surface.Of, (fold, space, target) =>
        {
            DescribeKnown(found, fold, space, target);
            return true;
        });
        return isWhole ? Fit(found, surface, source, cancellation) : null;
    }

    /// <summary>Trains a model from a state that nothing else uses.</summary>
    /// <returns>Null if there is too little to learn from.</returns>
    internal static RecallModel? Train(Fold fold, SurfaceDefinition surface, RecallSource source)
    {
        CollectedLikings found = new();
        SpaceState space = fold.Projection<InteractionProjection>().SpaceOf(surface);
        uint last = fold.Entities.LastNumber(surface.Actor.Index);
        for (uint subject = 1; subject <= last && found.Entries < LimitOf(source); subject++)
        {
            found.Add(fold, space, subject);
        }

        last = source == RecallSource.Towers ? fold.Entities.LastNumber(surface.Of.Index) : 0;
        for (uint target = 1; target <= last; target++)
        {
            DescribeKnown(found, fold, space, target);
        }

        return Fit(found, surface, source, CancellationToken.None);
    }

    private static int LimitOf(RecallSource source) =>
        source == RecallSource.Towers ? MostTowerEntries : MostEntries;

    private static void DescribeKnown(CollectedLikings found, Fold fold, SpaceState space, uint target)
    {
        if (space.FindObject(target) != 0)
        {
            found.Describe(fold, space, target);
        }
    }

    // Whether the definition stayed in force to the end; the visitor says when it has enough.
    private static bool ForEach(
        SoukEngine engine, SurfaceDefinition surface, EntityKind kind, Func<Fold, SpaceState, uint, bool> visit)
    {
        for (uint first = 1; first > 0;)
        {
            using FoldScope scope = engine.Read();
            if (scope.Fold.Definition.FindSurface(surface.Name) != surface)
            {
                return false;
            }

            uint last = scope.Fold.Entities.LastNumber(kind.Index);
            uint end = Math.Min(last, first + ReadInOneGo - 1);
            SpaceState space = scope.Fold.Projection<InteractionProjection>().SpaceOf(surface);
            bool goesOn = true;
            for (uint number = first; number <= end && goesOn; number++)
            {
                goesOn = visit(scope.Fold, space, number);
            }

            first = goesOn && end < last ? end + 1 : 0;
        }

        return true;
    }

    // One thread: the other ones serve.
    private static RecallModel? Fit(
        CollectedLikings found, SurfaceDefinition surface, RecallSource source, CancellationToken cancellation)
    {
        if (found.Entries < LeastEntries)
        {
            return null;
        }

        string[] ids = [.. found.Ids];
        switch (source)
        {
            case RecallSource.Factors:
                ImplicitAlsModel factors = ImplicitAls.Fit(
                    found.ToMatrix(), new ImplicitAlsOptions { Threads = 1 }, null, cancellation);
                return new FactorIndex(factors, ids) { Likings = found.Likings };
            case RecallSource.Embeddings:
                EmbeddingModel vectors = SkipGram.Fit(
                    found.ToSequences(),
                    new SkipGramOptions
                    {
                        Window = Company,
                        Epochs = Passes(EmbeddingSteps, MostEmbeddingPasses, found),
                        Threads = 1,
                    },
                    null,
                    cancellation);
                return new EmbeddingIndex(vectors, ids) { Likings = found.Likings };
            case RecallSource.Towers:
                return new TowerIndex(FitTowers(found, surface, cancellation), ids) { Likings = found.Likings };
            default:
                throw new ArgumentOutOfRangeException(nameof(source), source, "no source that is trained");
        }
    }

    private static TwoTowerModel FitTowers(
        CollectedLikings found, SurfaceDefinition surface, CancellationToken cancellation)
    {
        (SparseMatrix learn, SparseMatrix heldOut) = found.ToHalves();
        return TwoTower.Fit(
            new TwoTowerData(learn, found.SubjectFeatures(), found.ObjectFeatures(surface.Of)),
            new TwoTowerOptions { Epochs = Passes(TowerSteps, MostTowerPasses, found), Threads = 1 },
            heldOut,
            cancellation: cancellation);
    }

    private static int Passes(int steps, int most, CollectedLikings found) =>
        Math.Clamp(steps / found.Entries, 1, most);
}
