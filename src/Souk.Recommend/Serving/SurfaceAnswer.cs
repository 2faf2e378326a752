using System.Buffers;
using System.Globalization;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Expressions;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Online;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;
using Souk.Recommend.Surfaces;

namespace Souk.Recommend.Serving;

/// <summary>The making of one answer: what reads the live state in <see cref="Collect"/>, the rest in
/// <see cref="Finish"/>, when the sequencer goes on.</summary>
internal sealed class SurfaceAnswer(
    RecommendRequest request,
    SurfaceRuntime runtime,
    SurfaceModels models,
    IReadOnlyList<CelProgram<EventView, bool>> filters,
    TrainedRecall trained)
{
    // A correction of a twentieth of the chance is told.
    private const double ToldCorrection = 0.05;

    private readonly Dictionary<string, string> _fates = [];
    private readonly List<Candidate> _pins = [];
    private List<RecallSource> _skipped = [];
    private List<Candidate> _candidates = [];
    private ReasonWriter? _reasons;
    private RankModel? _ranker;
    private OnlineStage? _online;
    private ulong _onlineSubject;
    private float[] _rows = [];
    private int _rowCount;
    private LogPosition _position;
    private bool _isSubjectKnown;
    private bool _isRankerLate;
    private ulong _seed;

    /// <summary>The likings that the surface's interactions had counted.</summary>
    internal long Likings { get; private set; }

    private SurfaceDefinition Surface => runtime.Surface;

    /// <summary>The view of a request on a fold.</summary>
    internal static RecallContext ContextOf(
        InteractionProjection interactions, Fold fold, SurfaceDefinition surface, RecommendRequest request,
        TrainedRecall trained)
    {
        uint subject = fold.Entities.Find(surface.For.Index, Encoding.UTF8.GetBytes(request.Subject));
        ulong seed = request.Seed
            ?? StableHash.Of(Encoding.UTF8.GetBytes(request.Subject), (ulong)fold.Position.Value + 1);
        return RecallContext.Of(
            interactions, surface, subject, Numbers(fold, surface, request.Context), fold.Time.Microseconds, seed,
            trained);
    }

    /// <summary>Recalls, filters and reads what ranking needs.</summary>
    internal void Collect(Workspace workspace, RecallBudget budget, RecallCounters counters)
    {
        Fold fold = workspace.Fold;
        _position = fold.Position;
        RecallContext context = ContextOf(workspace.Interactions, fold, Surface, request, trained);
        _seed = context.Seed;
        _isSubjectKnown = context.Subject != 0;
        Likings = context.Space.Totals.Liked + context.Space.Totals.Reached;
        HashSet<uint> excluded =
            [.. Numbers(fold, Surface, request.Exclude), .. Numbers(fold, Surface, request.Context)];
        if (Surface.For == Surface.Of && context.Subject != 0)
        {
            excluded.Add(context.Subject);
        }

        CandidatePool pool = new(excluded);
        _skipped = RecallRun.Collect(context, pool, budget, counters);
        RecallFusion.Fuse(pool.All);
        CutOff(pool.All);
        _candidates = pool.All;
        Describe(workspace, context, budget);
        AddPins(workspace, context, pool);
        _reasons = new ReasonWriter(context, _candidates);
        foreach (string id in request.WhyNot)
        {
            NoteUnrecalled(fold, context, pool, excluded, id);
        }
    }

    /// <summary>Ranks and reranks.</summary>
    /// <param name="fallback">Gives so many objects of another surface without some, or null.</param>
    internal RecommendAnswer Finish(Func<int, IReadOnlyList<string>, RecommendAnswer?>? fallback)
    {
        // What this surface leaves out must not come back by its fallback.
        List<string> unwanted = [.. _candidates.Where(c => c.Fate is not null && c.Id.Length > 0).Select(c => c.Id)];
        Rank();
        List<Candidate> picked = runtime.Reranker.Pick(_candidates, Math.Max(0, request.Count - _pins.Count), _seed);
        List<Recommendation> items = [.. _pins.Concat(picked).Take(request.Count).Select(ToRecommendation)];
        int own = items.Count;
        if (own < request.Count
            && fallback?.Invoke(request.Count - own, [.. unwanted, .. items.Select(i => i.Id)]) is RecommendAnswer more)
        {
            items.AddRange(more.Items.Select(i => i with { Rank = 0 }));
        }

        Dictionary<string, string> fates = Fates(items);
        Release();
        return new RecommendAnswer
        {
            Surface = Surface.Declared,
            ServedBy = Surface,
            Position = _position,
            Items = items,
            ModelVersion = _ranker is null ? 0 : models.Version,
            Skipped = _skipped,
            IsDegraded = _skipped.Count > 0 || _isRankerLate,
            FromFallback = items.Count - own,
            IsSubjectKnown = _isSubjectKnown,
            Fates = fates,
        };
    }

    /// <summary>The ids of all candidates that were ranked, in their order; those that something hides last. After <see
    /// cref="Finish"/>.</summary>
    internal IEnumerable<string> Order() => _candidates.Where(c => c.Id.Length > 0).Select(c => c.Id);

    private static uint[] Numbers(Fold fold, SurfaceDefinition surface, IReadOnlyList<string> ids) =>
    [
        .. ids.Select(id => fold.Entities.Find(surface.Of.Index, Encoding.UTF8.GetBytes(id)))
        .Where(n => n != 0).Distinct(),
    ];

    // Everything beyond what is ranked is passed over with its place.
    private static void CutOff(List<Candidate> candidates)
    {
        for (int i = RecallLimits.Ranked; i < candidates.Count; i++)
        {
            candidates[i].Fate = $"recalled at place {i + 1}; {RecallLimits.Ranked} are ranked";
        }
    }

    private void Describe(Workspace workspace, RecallContext context, RecallBudget budget)
    {
        CandidateFeatures? features = null;
        _isRankerLate = models.Ranker is not null && budget.IsOver;
        if (!_isRankerLate && models.Ranker is RankModel ranker && workspace.FeaturesOf(Surface) is var found
            && found.Fits(ranker))
        {
            features = found;
            features.Begin(context);
            _ranker = ranker;
            _online = Surface.Online ? workspace.Online?.Of(Surface.Declared, models.Version) : null;
            _onlineSubject = _online is null
                ? 0 : OnlineStage.SubjectOf(Encoding.UTF8.GetBytes(request.Subject));
            _rows = ArrayPool<float>.Shared.Rent(RecallLimits.Ranked * ranker.Names.Count);
        }

        foreach (Candidate candidate in _candidates)
        {
            if (candidate.Fate is null)
            {
                Describe(workspace, context, candidate, features);
            }
        }
    }

    private void Describe(Workspace workspace, RecallContext context, Candidate candidate, CandidateFeatures? features)
    {
        candidate.Id = Encoding.UTF8.GetString(context.Entities.Id(Surface.Of.Index, candidate.Object));
        candidate.Fate = WhyHidden(context, candidate.Object) ?? WhyFiltered(workspace, context, candidate);
        candidate.Attributes =
        [
            .. runtime.Reranker.Attributes.Select(a => context.Profiles.Bits(Surface.Of, candidate.Object, a.Index)),
        ];

        // A model of recall may know an object that the interactions have let go after its half a year of silence.
        if (candidate.Fate is not null || context.Space.FindObject(candidate.Object) is not (uint block and > 0))
        {
            return;
        }

        candidate.IsNew = TrendRecall.IsNew(context, block);
        candidate.Belief = TrendRecall.Belief(context.Space, in context.Space.ReadObject(block));
        candidate.Worth = GoalValue.Of(context.Space, in context.Space.ReadObject(block));
        if (features is not null && (_rowCount + 1) * _ranker!.Names.Count <= _rows.Length)
        {
            candidate.Row = _rowCount++;
            features.Read(candidate.Object, candidate, _ranker, RowOf(candidate));
            if (_online is not null)
            {
                candidate.Correction = _online.CorrectionOf(
                    candidate.Object, context.Entities.Id(Surface.Of.Index, candidate.Object));
                candidate.PersonalCorrection = _online.PersonalCorrectionOf(
                    _onlineSubject, candidate.Object, context.Now);
            }
        }
    }

    private string? WhyHidden(RecallContext context, uint target)
    {
        foreach (ref readonly SubjectEntry entry in context.Space.EntriesOf(context.SubjectBlock))
        {
            if (entry.Object != target)
            {
                continue;
            }

            if (entry.Weight < 0)
            {
                return "the subject dislikes it";
            }

            if (Surface.Rerank.HideBought is Core.Duration bought && entry.ReachedAt != 0
                && context.Now - entry.ReachedAt < bought.Microseconds)
            {
                return $"the subject reached the goal with it less than {bought} ago";
            }

            return Surface.Rerank.HideAfterShown is int most && entry.Shown >= most
                ? $"shown {entry.Shown} times without being liked" : null;
        }

        return null;
    }

    private string? WhyFiltered(Workspace workspace, RecallContext context, Candidate candidate)
    {
        if (filters.Count == 0 && Surface.Boosts.Count == 0)
        {
            return null;
        }

        ReadOnlySpan<uint> shown = [candidate.Object, context.Subject];
        workspace.View.Show(Surface.Request, shown[..Surface.Request.Fields.Count], new LogTime(context.Now));
        foreach (CelProgram<EventView, bool> filter in filters)
        {
            if (!filter.Evaluate(workspace.View).ValueOr(false))
            {
                return $"removed by the filter {filter.Source}";
            }
        }

        foreach ((CelProgram<EventView, bool> when, double factor) in runtime.Conditions.Boosts)
        {
            candidate.Boost *= when.Evaluate(workspace.View).ValueOr(false) ? factor : 1;
        }

        return null;
    }

    private void AddPins(Workspace workspace, RecallContext context, CandidatePool pool)
    {
        foreach (uint target in Numbers(workspace.Fold, Surface, request.Pins))
        {
            Candidate pin = pool.Find(target) ?? new Candidate(target);
            if (pin.Id.Length == 0)
            {
                pin.Fate = null;
                Describe(workspace, context, pin, null);
            }

            if (pin.Fate is null && !pool.IsExcluded(target))
            {
                _pins.Add(pin);
                _candidates.Remove(pin);
            }
        }
    }

    private void Rank()
    {
        foreach (Candidate candidate in _candidates)
        {
            candidate.Value = candidate.Recall * candidate.Boost;
            if (candidate.Row >= 0)
            {
                candidate.ModelChance = _ranker!.Probability(RowOf(candidate));
                candidate.Probability = Corrected(
                    candidate.ModelChance, candidate.Correction + candidate.PersonalCorrection);
                candidate.Value = candidate.Probability * candidate.Worth * candidate.Boost;
            }
        }

        Exploration.Personalize(_candidates);
        _candidates.Sort(static (a, b) => (a.Fate is null) != (b.Fate is null)
            ? (a.Fate is null ? -1 : 1)
            : a.Value == b.Value ? string.CompareOrdinal(a.Id, b.Id) : b.Value.CompareTo(a.Value));
        for (int i = 0; i < _candidates.Count; i++)
        {
            _candidates[i].Rank = i + 1;
        }

        if (_candidates is [{ Row: >= 0, Fate: null } first, ..])
        {
            models.Served?.Add(RowOf(first), first.Probability);
        }
    }

    private static double Corrected(double chance, double correction) =>
        correction == 0 ? chance : 1 / (1 + ((1 - chance) / chance * Math.Exp(-correction)));

    private Span<float> RowOf(Candidate candidate) =>
        _rows.AsSpan(candidate.Row * _ranker!.Names.Count, _ranker.Names.Count);

    private void Release()
    {
        if (_rows.Length > 0)
        {
            ArrayPool<float>.Shared.Return(_rows);
            _rows = [];
        }
    }

    private Recommendation ToRecommendation(Candidate candidate)
    {
        List<SourceShare> sources = [];
        for (int source = 0; source < candidate.Ranks.Length; source++)
        {
            if (candidate.Ranks[source] > 0)
            {
                sources.Add(new SourceShare((RecallSource)source, candidate.Ranks[source], candidate.Scores[source]));
            }
        }

        List<string> reasons = [.. _reasons!.Of(candidate)];
        if (request.Explain && candidate.Row >= 0)
        {
            reasons.AddRange(_ranker!.Strongest(RowOf(candidate), 3).Select(
                s => $"{s.Name} {(s.Share >= 0 ? "raised" : "lowered")} its chance"));
            if (Math.Abs(candidate.Correction) >= ToldCorrection)
            {
                reasons.Add(
                    $"what became of it since the training {(candidate.Correction > 0 ? "raised" : "lowered")} its " +
                    "chance");
            }

            if (Math.Abs(candidate.PersonalCorrection) >= ToldCorrection)
            {
                reasons.Add(
                    $"what the {Surface.For.Name} did of late with what is like it "
                    + $"{(candidate.PersonalCorrection > 0 ? "raised" : "lowered")} its chance");
            }
        }

        return new Recommendation(
            candidate.Id, candidate.Value, double.IsNaN(candidate.Probability) ? null : candidate.Probability,
            candidate.Rank, candidate.Propensity, sources, reasons)
        {
            ModelChance = double.IsNaN(candidate.ModelChance) ? null : candidate.ModelChance,
        };
    }

    private void NoteUnrecalled(
        Fold fold, RecallContext context, CandidatePool pool, HashSet<uint> excluded, string id)
    {
        uint target = fold.Entities.Find(Surface.Of.Index, Encoding.UTF8.GetBytes(id));
        string? fate = target == 0
            || context.Space.FindObject(target) == 0 ? $"no event has named the {Surface.Of.Name}"
            : excluded.Contains(target) ? "excluded by the request"
            : pool.Find(target) is not Candidate found ? $"not recalled: {WhyNotRecalled()}"
            : found.Id.Length == 0 ? found.Fate
            : null;
        if (fate is not null)
        {
            _fates[id] = fate;
        }
    }

    private string WhyNotRecalled()
    {
        int asked = Surface.Sources.Count - _skipped.Count;
        return $"none of {asked} sources gave it" + (_skipped.Count == 0
            ? string.Empty : $"; {string.Join(", ", _skipped.Select(WordForm.Of))} were skipped for lack of time");
    }

    // What its place comes from: chance and worth with what moved the chance most, or the places in the sources.
    private string WhyRanked(Candidate candidate)
    {
        if (candidate.Row >= 0)
        {
            IEnumerable<string> moved = _ranker!.Strongest(RowOf(candidate), 3).Select(
                s => $"{s.Name} {(s.Share >= 0 ? "raised" : "lowered")} its chance");
            return string.Create(
                CultureInfo.InvariantCulture,
                $" because its chance of {candidate.Probability:0.0000} times a worth of {candidate.Worth:0.##}"
                + $"{BoostOf(candidate)} is less than theirs: {string.Join(", ", moved)}");
        }

        IEnumerable<string> places = Enumerable.Range(0, candidate.Ranks.Length).Where(s => candidate.Ranks[s] > 0)
            .Select(s => $"{WordForm.Of((RecallSource)s)} gave it place {candidate.Ranks[s]}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $" because its recall score of {candidate.Recall:0.0000}{BoostOf(candidate)} is less than theirs: ")
            + string.Join(", ", places);
    }

    private static string BoostOf(Candidate candidate) => candidate.Boost == 1
        ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" times boosts of {candidate.Boost:0.##}");

    private Dictionary<string, string> Fates(List<Recommendation> items)
    {
        foreach (string id in request.WhyNot)
        {
            int place = items.FindIndex(i => i.Id == id);
            Candidate? candidate = _candidates.Find(c => c.Id == id);
            if (place >= 0)
            {
                _fates[id] = $"it is in the answer at place {place + 1}";
            }
            else if (candidate?.Fate is string fate)
            {
                _fates[id] = candidate.IsOutranked ? fate + WhyRanked(candidate) : fate;
            }
            else
            {
                _fates.TryAdd(id, $"recalled, but not among the {RecallLimits.Ranked} that are ranked");
            }
        }

        return _fates;
    }
}
