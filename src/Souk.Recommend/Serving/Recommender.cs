using System.Collections.Concurrent;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Expressions;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;
using Souk.Recommend.Surfaces;

namespace Souk.Recommend.Serving;

/// <summary>
/// Answers requests for recommendations from the live state: recall, filters, rank, rerank. An event that was
/// acknowledged counts in the next answer. Safe for use from several threads.
/// </summary>
public sealed class Recommender
{
    // Pages ask with a handful of filters; somebody who makes up new ones all the time gets them compiled anew.
    private const int MaxCompiledFilters = 256;

    private readonly SoukEngine _engine;
    private readonly TimeProvider _clock;
    private readonly ConcurrentBag<Workspace> _workspaces = [];
    private readonly ConcurrentDictionary<(SurfaceDefinition, string), CelProgram<EventView, bool>> _filters = [];
    private ConcurrentDictionary<SurfaceDefinition, SurfaceRuntime> _runtimes = [];
    private MarketplaceDefinition? _definition;

    /// <summary>Makes a recommender over an engine that runs <see cref="InteractionProjection"/> and the
    /// features.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="stopping">Gives up the training of models in the background; await <see cref="Training"/> after it,
    /// before the engine is closed.</param>
    public Recommender(SoukEngine engine, CancellationToken stopping = default)
        : this(engine, TimeProvider.System, stopping)
    {
    }

    /// <summary>Makes one whose deadlines go by a clock.</summary>
    internal Recommender(SoukEngine engine, TimeProvider clock, CancellationToken stopping = default)
    {
        _clock = clock;
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        RecallModels = new RecallModelSchedule(engine, Models, stopping);
    }

    /// <summary>The problem of a request that met a change of the definition: ask again.</summary>
    public static RequestProblem DefinitionChanged { get; } = new(
        "surface", "The definition changed while the request was answered; ask again.");

    /// <summary>What the recall sources gave since the start.</summary>
    public RecallCounters Counters { get; } = new();

    /// <summary>The training of a model of recall that is under way in the background, or the last one.</summary>
    public Task Training => RecallModels.Training;

    /// <summary>The models that answers are made with.</summary>
    internal ModelShelf Models { get; } = new();

    /// <summary>Who trains the models of recall.</summary>
    internal RecallModelSchedule RecallModels { get; }

    /// <summary>Answers a request.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="problem">What is wrong with the request, or null.</param>
    /// <returns>The answer; null if there is a problem.</returns>
    public RecommendAnswer? Recommend(RecommendRequest request, out RequestProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(request);
        MarketplaceDefinition definition = _engine.Definition;
        problem = RequestCheck.Check(request, definition);
        if (problem is not null)
        {
            return null;
        }

        RecallBudget budget = new(_clock, request.Deadline);
        SurfaceDefinition asked = definition.FindSurface(request.Surface)!;
        SurfaceDefinition surface = request.ServedBy ?? asked;
        SurfaceRuntime runtime = RuntimeOf(definition, surface);
        List<CelProgram<EventView, bool>> filters = Compile(runtime, request, out problem);
        if (problem is not null)
        {
            return null;
        }

        SurfaceModels models = ModelsOf(surface, request);
        TrainedRecall trained = BestTrained(request, surface, models, budget);
        SurfaceAnswer answer = new(request, runtime, models, filters, trained);
        if (!TryCollect(answer, surface, budget))
        {
            problem = DefinitionChanged;
            return null;
        }

        RecallModels.Consider(surface, answer.Likings);
        RecommendAnswer finished = answer.Finish(
            surface.Fallback is null
                ? null : (missing, unwanted) => Fallback(request, surface.Fallback, missing, unwanted, budget)) with
        {
            Surface = asked,
        };
        Counters.AddAnswer(finished.IsDegraded);
        return WithTags(finished, request, RuntimeOf(definition, asked).Tags);
    }

    // Only what is answered is worth the reads, so the state is opened once more.
    private RecommendAnswer WithTags(RecommendAnswer answer, RecommendRequest request, SurfaceTags tags)
    {
        if (tags.All.Count == 0 || answer.Items.Count == 0)
        {
            return answer;
        }

        using FoldScope scope = _engine.Read();
        if (scope.Fold.Definition.FindSurface(answer.Surface.Name) != answer.Surface)
        {
            return answer;
        }

        Workspace workspace = WorkspaceOf(scope.Fold);
        RecallContext context = SurfaceAnswer.ContextOf(
            workspace.Interactions, scope.Fold, answer.Surface, request, TrainedRecall.None);
        IReadOnlyList<SurfaceTag>[] found = workspace.TagsOf(tags).Read(context, [.. answer.Items.Select(i => i.Id)]);
        _workspaces.Add(workspace);
        return answer with { Items = [.. answer.Items.Select((item, i) => item with { Tags = found[i] })] };
    }

    private bool TryCollect(SurfaceAnswer answer, SurfaceDefinition surface, RecallBudget budget)
    {
        using FoldScope scope = _engine.Read();
        if (scope.Fold.Definition.FindSurface(surface.Name) != surface.Declared)
        {
            return false;
        }

        Workspace workspace = WorkspaceOf(scope.Fold);
        answer.Collect(workspace, budget, Counters);
        _workspaces.Add(workspace);
        return true;
    }

    private Workspace WorkspaceOf(Fold fold)
    {
        while (_workspaces.TryTake(out Workspace? found))
        {
            if (ReferenceEquals(found.Fold, fold))
            {
                return found;
            }
        }

        return new Workspace(fold);
    }

    private RecommendAnswer? Fallback(
        RecommendRequest request, SurfaceDefinition fallback, int missing, IReadOnlyList<string> unwanted,
        RecallBudget budget)
    {
        // The fallback may not fall back in turn, and finds its candidates in the time of one source.
        RecommendRequest again = request with
        {
            Surface = fallback.Name,
            ServedBy = null,
            Subject = request.Subject,
            Context = [],
            Pins = [],
            WhyNot = [],
            Exclude = [.. request.Exclude, .. request.Context, .. unwanted],
            Count = missing,
        };
        SurfaceRuntime runtime = RuntimeOf(_engine.Definition, fallback);
        List<CelProgram<EventView, bool>> filters = Compile(runtime, again, out RequestProblem? problem);
        if (problem is not null)
        {
            return null;
        }

        SurfaceAnswer answer = new(again, runtime, ModelsOf(fallback, again), filters, TrainedRecall.None);
        return TryCollect(answer, fallback, budget.ForFallback()) ? answer.Finish(null) : null;
    }

    private TrainedRecall BestTrained(
        RecommendRequest request, SurfaceDefinition surface, SurfaceModels models, RecallBudget budget)
    {
        if (!models.HasRecall(surface) || budget.IsOver)
        {
            return TrainedRecall.None;
        }

        List<(string, double)> likings = [];
        using (FoldScope scope = _engine.Read())
        {
            if (scope.Fold.Definition.FindSurface(surface.Name) != surface.Declared)
            {
                return TrainedRecall.None;
            }

            InteractionProjection interactions = scope.Fold.Projection<InteractionProjection>();
            RecallContext context = SurfaceAnswer.ContextOf(
                interactions, scope.Fold, surface, request, TrainedRecall.None);
            foreach (Anchor anchor in context.Anchors)
            {
                likings.Add((
                    Encoding.UTF8.GetString(scope.Fold.Entities.Id(surface.Of.Index, anchor.Object)),
                    anchor.Weight * context.Anchors.Count));
            }
        }

        return models.Recall(surface, likings, budget, Counters);
    }

    // A surface that asks for the order of recall gets it, whatever was trained before.
    private SurfaceModels ModelsOf(SurfaceDefinition surface, RecommendRequest request)
    {
        SurfaceModels models = Models.Of(
            _engine, surface.Name, Encoding.UTF8.GetBytes(request.Subject), surface.Version);
        return surface.Ranker == RankerKind.Recall ? models with { Version = 0, Ranker = null } : models;
    }

    private SurfaceRuntime RuntimeOf(MarketplaceDefinition definition, SurfaceDefinition surface)
    {
        if (!ReferenceEquals(_definition, definition))
        {
            _runtimes = [];
            _filters.Clear();
            _definition = definition;
        }

        return _runtimes.GetOrAdd(surface, s => new SurfaceRuntime(definition, s));
    }

    private List<CelProgram<EventView, bool>> Compile(
        SurfaceRuntime runtime, RecommendRequest request, out RequestProblem? problem)
    {
        problem = null;
        List<CelProgram<EventView, bool>> programs = [.. runtime.Conditions.Filters];
        for (int i = 0; i < request.Filters.Count; i++)
        {
            (SurfaceDefinition, string) key = (runtime.Surface, request.Filters[i]);
            if (!_filters.TryGetValue(key, out CelProgram<EventView, bool>? program))
            {
                program = runtime.Conditions.TryCompile(request.Filters[i], out string problems);
                if (program is null)
                {
                    problem = new RequestProblem($"filters[{i}]", problems);
                    return programs;
                }

                if (_filters.Count < MaxCompiledFilters)
                {
                    _filters.TryAdd(key, program);
                }
            }

            programs.Add(program);
        }

        return programs;
    }
}
