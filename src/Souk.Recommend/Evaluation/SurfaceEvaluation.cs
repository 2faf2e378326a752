using System.Diagnostics;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;
using Souk.Recommend.Serving;
using Souk.Recommend.Surfaces;
using Souk.Recommend.Training;

namespace Souk.Recommend.Evaluation;

/// <summary>
/// Evaluates a surface on its log in a temporal split: the log is replayed, and before each event that begins a case
/// the surface is asked with the state as it was then, so that nothing of what is to be foreseen is known. Models are
/// trained on what was known at the first case. Deterministic but for the times.
/// </summary>
public sealed class SurfaceEvaluation
{
    // The most liked fifth of the objects is called head.
    private const double HeadShare = 0.2;
    private const string EndToEnd = "served";

    private readonly SurfaceDefinition _surface;
    private readonly EvaluationOptions _options;
    private readonly List<EvaluationCase> _cases;
    private readonly IReadOnlyDictionary<string, int> _likings;
    private readonly HashSet<string> _head;
    private readonly SurfaceRuntime _runtime;
    private readonly Dictionary<string, SystemTally> _tallies = [];
    private readonly RecallCounters _counters = new();
    private readonly SourceGainTally _gains;
    private Workspace? _workspace;
    private SurfaceModels _models = SurfaceModels.None;
    private Fold? _fold;
    private int _next;
    private int _newSubjects;
    private TrainedRanker? _ranker;

    private SurfaceEvaluation(
        MarketplaceDefinition definition, SurfaceDefinition surface, EvaluationOptions options, CaseCollector collector)
    {
        _surface = surface;
        _options = options;
        _cases = collector.Finish();
        _likings = collector.Likings;
        _head =
        [
            .. _likings.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal)
                .Take((int)Math.Ceiling(HeadShare * _likings.Count)).Select(l => l.Key),
        ];
        _runtime = new SurfaceRuntime(definition, surface);
        _gains = new SourceGainTally(surface.Sources);
    }

    /// <summary>Runs an evaluation on the log of an engine, which goes on meanwhile.</summary>
    /// <param name="engine">An engine that runs the features and <see cref="InteractionProjection"/>.</param>
    /// <param name="options">What to evaluate.</param>
    /// <param name="progress">Told the position reached in the replay that asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">An option is wrong, the surface cannot be evaluated, or there are no
    /// cases.</exception>
    public static EvaluationReport Run(
        SoukEngine engine,
        EvaluationOptions options,
        IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using IDisposable hold = engine.HoldLog();
        MarketplaceDefinition definition = engine.Definition;
        SurfaceDefinition surface = Find(definition, options);
        IEventLog log = engine.Log;
        LogReplayer replayer = engine.CreateReplayer();
        CaseCollector collector = new(options, surface, log.FirstPosition, log.LastPosition);
        replayer.Look(definition, log.FirstPosition, collector.Take, cancellation);
        SurfaceEvaluation evaluation = new(definition, surface, options, collector);
        if (evaluation._cases.Count == 0)
        {
            throw new ArgumentException(
                $"There is nothing to evaluate: no {surface.For.Name} "
                + (options.Moment == EvaluationMoment.Visit ? "reached the goal" : "liked anything")
                + " in the span that counts. Take an earlier 'from' or a larger share of the log.");
        }

        evaluation.Train(engine, cancellation);
        using Fold fold = new(definition, [new EvaluationProbe(evaluation.Before), .. engine.Projections]);
        evaluation._fold = fold;
        replayer.Replay(fold, evaluation._cases[^1].Position, progress, cancellation);
        return evaluation.Report();
    }

    private static SurfaceDefinition Find(MarketplaceDefinition definition, EvaluationOptions options)
    {
        SurfaceDefinition surface = definition.FindSurface(options.Surface) ?? throw new ArgumentException(
            $"There is no surface '{options.Surface}'; there are "
            + $"{string.Join(", ", definition.Surfaces.Select(s => s.Name))}.");
        if (surface.For != surface.Actor)
        {
            throw new ArgumentException(
                $"The surface '{surface.Name}' is for an {surface.For.Name}, which does not act itself: what it "
                + $"should have shown is not in the log. Evaluate one for a {surface.Actor.Name}.");
        }

        return options.Moment == EvaluationMoment.Event || surface.Goal is not null
            ? WithMore(surface, options.With, definition)
            : throw new ArgumentException(
                $"The surface '{surface.Name}' has no goal to reach in a visit; evaluate it by event.");
    }

    // As an experiment would try them.
    private static SurfaceDefinition WithMore(
        SurfaceDefinition surface, IReadOnlyList<RecallSource> more, MarketplaceDefinition definition)
    {
        if (more.Count == 0)
        {
            return surface;
        }

        RecallSource[] known = [.. more.Intersect(surface.Sources)];
        if (known.Length > 0)
        {
            throw new ArgumentException(
                $"The surface '{surface.Name}' has the source {WordForm.Of(known[0])} already.");
        }

        string sources = string.Join(", ", surface.Sources.Concat(more).Select(s => WordForm.Of(s)));
        return SurfaceChange.Read(
            $"sources: [{sources}]", surface, definition, out IReadOnlyList<DefinitionError> errors)?.ApplyTo(surface)
            ?? throw new ArgumentException(string.Join("; ", errors.Select(e => e.Message)));
    }

    // As the background trainer would have trained right before the first case.
    private void Train(SoukEngine engine, CancellationToken cancellation)
    {
        if (_options.TrainRanker && RankTrainer.WhyNotTrain(_surface.Declared) is null)
        {
            RankTrainingOptions options = new() { Through = new LogPosition(_cases[0].Position.Value - 1) };
            _ranker = RankTrainer.Train(
                engine, _surface.Declared, options, inForce: null, progress: null, cancellation);
        }
    }

    private void Before(EventView e)
    {
        for (; _next < _cases.Count && _cases[_next].Position == e.Position; _next++)
        {
            if (_next == 0)
            {
                Prepare();
            }

            Answer(_cases[_next]);
        }
    }

    private void Prepare()
    {
        _workspace = new Workspace(_fold!);
        List<RecallModel> trained = [];
        foreach (RecallSource source in RecallModel.Sources)
        {
            if (_options.TrainFactors && _surface.Sources.Contains(source)
                && RecallModelTrainer.Train(_fold!, _surface, source) is RecallModel model)
            {
                trained.Add(model);
            }
        }

        _models = _models with { RecallModels = trained };
    }

    private void Answer(EvaluationCase asked)
    {
        InteractionProjection interactions = _workspace!.Interactions;
        RecommendRequest request = new()
        {
            Surface = _surface.Name,
            Subject = asked.Subject,
            Count = SystemTally.LongCutoff,
        };
        RecallContext before = SurfaceAnswer.ContextOf(interactions, _fold!, _surface, request, TrainedRecall.None);
        bool isNew = before.Anchors.Count == 0;
        _newSubjects += isNew ? 1 : 0;
        long started = Stopwatch.GetTimestamp();
        TrainedRecall trained = Trained(before);
        RankModel? ranker = _ranker?.Model;
        bool isRanked = _ranker is { Model: not null, WhyNot: null };
        Served served = Serve(request, trained, isRanked ? ranker : null);
        TallyOf(EndToEnd).AddTime(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        TallyOf(EndToEnd).Add(served.Answer, asked, isNew, _head);
        if (ranker is not null)
        {
            Served other = Serve(request, trained, isRanked ? null : ranker);
            AddRanked("by-ranker", isRanked ? served : other, asked, isNew);
            AddRanked("by-recall", isRanked ? other : served, asked, isNew);
        }

        AddRecall(SurfaceAnswer.ContextOf(interactions, _fold!, _surface, request, trained), asked, isNew);
        AddBaselines(before, asked, isNew);
    }

    private Served Serve(RecommendRequest request, TrainedRecall trained, RankModel? ranker)
    {
        SurfaceAnswer answer = new(
            request, _runtime, _models with { Ranker = ranker }, _runtime.Conditions.Filters, trained);
        answer.Collect(_workspace!, RecallBudget.Unlimited, _counters);
        string[] items = [.. answer.Finish(null).Items.Select(i => i.Id)];
        return new Served(items, [.. answer.Order()]);
    }

    // End to end, and the order alone: of the cases of which something was among the candidates, what was.
    private void AddRanked(string by, Served served, EvaluationCase asked, bool isNew)
    {
        TallyOf($"{EndToEnd}:{by}").Add(served.Answer, asked, isNew, _head);
        HashSet<string> candidates = [.. served.Order];
        Dictionary<string, double> recalled = asked.Wanted.Where(w => candidates.Contains(w.Key)).ToDictionary();
        if (recalled.Count > 0)
        {
            TallyOf($"ranking:{by}").Add(served.Order, asked with { Wanted = recalled }, isNew, _head);
        }
    }

    private TrainedRecall Trained(RecallContext context) => _models.Recall(
        _surface,
        [.. context.Anchors.Select(a => (IdOf(context, a.Object), a.Weight * context.Anchors.Count))],
        RecallBudget.Unlimited, _counters);

    private void AddRecall(RecallContext context, EvaluationCase asked, bool isNew)
    {
        CandidatePool pool = new([]);
        RecallRun.Collect(context, pool, RecallBudget.Unlimited, _counters);
        RecallFusion.Fuse(pool.All);
        TallyOf("recall").Add([.. Ids(context, pool.All)], asked, isNew, _head);
        foreach (RecallSource source in _surface.Sources)
        {
            IEnumerable<Candidate> own = pool.All.Where(c => c.Ranks[(int)source] > 0)
                .OrderBy(c => c.Ranks[(int)source]);
            TallyOf($"source:{WordForm.Of(source)}").Add([.. Ids(context, own)], asked, isNew, _head);
        }

        _gains.Add(pool.All, c => IdOf(context, c.Object), asked.Wanted);
    }

    private void AddBaselines(RecallContext context, EvaluationCase asked, bool isNew)
    {
        List<string> popular = [];
        ReadOnlySpan<Leader> leaders = context.Space.Trends.Leaders();
        for (int i = 0; i < Math.Min(leaders.Length, SystemTally.LongCutoff); i++)
        {
            popular.Add(IdOf(context, leaders[i].Object));
        }

        List<SubjectEntry> seen = [.. context.Space.EntriesOf(context.SubjectBlock).ToArray().Where(s => s.Weight > 0)];
        seen.Sort(static (a, b) => a.Time == b.Time ? a.Object.CompareTo(b.Object) : b.Time.CompareTo(a.Time));
        TallyOf("baseline:popular").Add(popular, asked, isNew, _head);
        TallyOf("baseline:last-viewed").Add([.. seen.Select(s => IdOf(context, s.Object))], asked, isNew, _head);
    }

    private static IEnumerable<string> Ids(RecallContext context, IEnumerable<Candidate> candidates) =>
        candidates.Take(SystemTally.LongCutoff).Select(c => IdOf(context, c.Object));

    private static string IdOf(RecallContext context, uint target) =>
        Encoding.UTF8.GetString(context.Entities.Id(context.Surface.Of.Index, target));

    private SystemTally TallyOf(string name)
    {
        if (!_tallies.TryGetValue(name, out SystemTally? tally))
        {
            _tallies[name] = tally = new SystemTally(name);
        }

        return tally;
    }

    private EvaluationReport Report() => new()
    {
        Surface = _surface.Name,
        Moment = _options.Moment,
        Cases = _cases.Count,
        NewSubjects = _newSubjects,
        First = _cases[0].Position,
        Last = _cases[^1].Position,
        Ranker = _ranker,
        FactorObjects = _models.RecallModels.Select(m => m.Objects).DefaultIfEmpty().Max(),
        Gains = _gains.Finish(_options.Resamples),
        Systems = [.. _tallies.Values.Select(t => t.Finish(_likings, _likings.Keys, _options.Resamples))],
    };

    /// <summary>An answer, and all candidates that were ranked in the order they were put in.</summary>
    private readonly record struct Served(string[] Answer, string[] Order);
}
