using System.Runtime.InteropServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Data;
using Souk.Learning.Factorization;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Models;

/// <summary>Trains the factor model of a surface from what its interactions remember at the time.</summary>
internal static class FactorTrainer
{
    // Below this there is nothing to factorize.
    private const int LeastEntries = 50;

    // 20 million entries take 240 MB while the model is trained; beyond that the first subjects stand for all.
    private const int MostEntries = 20_000_000;

    // Subjects read in one go, so that the sequencer waits for at most about a millisecond.
    private const uint SubjectsPerRead = 2_000;

    /// <summary>Trains a model.</summary>
    /// <returns>Null if there is too little to learn from, or the definition changed meanwhile.</returns>
    internal static FactorIndex? Train(SoukEngine engine, SurfaceDefinition surface)
    {
        Collected found = new();
        for (uint first = 1; first > 0 && found.Entries < MostEntries;)
        {
            using FoldScope scope = engine.Read();
            if (scope.Fold.Definition.FindSurface(surface.Name) != surface)
            {
                return null;
            }

            uint last = scope.Fold.Entities.LastNumber(surface.Actor.Index);
            uint end = Math.Min(last, first + SubjectsPerRead - 1);
            SpaceState space = scope.Fold.Projection<InteractionProjection>().SpaceOf(surface);
            found.Likings = space.Totals.Liked + space.Totals.Reached;
            for (uint subject = first; subject <= end; subject++)
            {
                found.Add(scope.Fold, space, subject);
            }

            first = end < last ? end + 1 : 0;
        }

        return Fit(found);
    }

    /// <summary>Trains a model from a state that nothing else uses.</summary>
    /// <returns>Null if there is too little to learn from.</returns>
    internal static FactorIndex? Train(Fold fold, SurfaceDefinition surface)
    {
        Collected found = new();
        SpaceState space = fold.Projection<InteractionProjection>().SpaceOf(surface);
        uint last = fold.Entities.LastNumber(surface.Actor.Index);
        for (uint subject = 1; subject <= last && found.Entries < MostEntries; subject++)
        {
            found.Add(fold, space, subject);
        }

        return Fit(found);
    }

    private static FactorIndex? Fit(Collected found)
    {
        if (found.Entries < LeastEntries)
        {
            return null;
        }

        // One thread: the other ones serve.
        ImplicitAlsModel model = ImplicitAls.Fit(found.ToMatrix(), new ImplicitAlsOptions { Threads = 1 });
        return new FactorIndex(model, [.. found.Ids]) { Likings = found.Likings };
    }

    private sealed class Collected
    {
        private readonly Dictionary<uint, int> _columns = [];

        private readonly List<int> _rows = [];
        private readonly List<int> _columnIndices = [];
        private readonly List<float> _weights = [];

        internal int Entries => _rows.Count;

        internal List<string> Ids { get; } = [];

        internal int Subjects { get; private set; }

        internal long Likings { get; set; }

        // A subject's weights have the mean 1, as at serving.
        internal void Add(Fold fold, SpaceState space, uint subject)
        {
            ReadOnlySpan<SubjectEntry> entries = space.EntriesOf(space.FindSubject(subject));
            double sum = 0;
            int liked = 0;
            foreach (ref readonly SubjectEntry entry in entries)
            {
                sum += Math.Max(0, entry.Weight);
                liked += entry.Weight > 0 ? 1 : 0;
            }

            foreach (ref readonly SubjectEntry entry in entries)
            {
                if (entry.Weight > 0)
                {
                    _rows.Add(Subjects);
                    _columnIndices.Add(ColumnOf(fold, space, entry.Object));
                    _weights.Add((float)(entry.Weight * liked / sum));
                }
            }

            Subjects += liked > 0 ? 1 : 0;
        }

        internal SparseMatrix ToMatrix() => SparseMatrix.FromEntries(
            Subjects,
            Ids.Count,
            CollectionsMarshal.AsSpan(_rows),
            CollectionsMarshal.AsSpan(_columnIndices),
            CollectionsMarshal.AsSpan(_weights));

        private int ColumnOf(Fold fold, SpaceState space, uint target)
        {
            if (!_columns.TryGetValue(target, out int column))
            {
                column = Ids.Count;
                Ids.Add(Encoding.UTF8.GetString(fold.Entities.Id(space.Plan.Of.Index, target)));
                _columns.Add(target, column);
            }

            return column;
        }
    }
}
