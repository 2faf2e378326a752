using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Ranking;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Training;

/// <summary>
/// The second pass over the log: replays it through the projections that serve and reads features right before the
/// first event of each request, as an answer given there would have read them. It stands before all other projections,
/// so what the request itself showed is not in them.
/// </summary>
internal sealed class RowReplay : IProjection
{
    private readonly SurfaceDefinition _surface;
    private readonly RowOrigin _origin;
    private readonly List<ShownRequest> _requests;
    private readonly RecallCounters _counters = new();
    private InteractionProjection? _interactions;
    private CandidateFeatures? _features;
    private float[] _row = [];
    private long _now = LogTime.BeforeAll.Microseconds;
    private int _next;
    private long _others;
    private long _kept;

    private RowReplay(SurfaceDefinition surface, RowOrigin origin, List<ShownRequest> requests)
    {
        _surface = surface;
        _origin = origin;
        _requests = requests;
    }

    /// <inheritdoc/>
    public Arena Arena { get; } = new("rank-rows");

    private RankRows Rows { get; set; } = new([]);

    /// <summary>Makes the rows of requests.</summary>
    /// <param name="engine">The engine whose log is replayed.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="definition">The definition that it is of.</param>
    /// <param name="origin">What the requests are.</param>
    /// <param name="requests">The requests, in the order of the log.</param>
    /// <param name="progress">Told the position reached, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static RankRows Run(
        SoukEngine engine, SurfaceDefinition surface, MarketplaceDefinition definition, RowOrigin origin,
        List<ShownRequest> requests, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        RowReplay replay = new(surface, origin, requests);
        using Fold fold = new(definition, [new Factory(replay), .. ServingProjections(engine, surface, definition)]);
        replay.Bind(fold);
        LogPosition through = requests.Count == 0 ? LogPosition.Zero : requests[^1].First;
        engine.CreateReplayer().Replay(fold, through, progress, cancellation);
        replay.Rows.NegativeRate = replay._others == 0 ? 1 : (double)replay._kept / replay._others;
        return replay.Rows;
    }

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        while (_next < _requests.Count && _requests[_next].First <= e.Position)
        {
            Read(_requests[_next++]);
        }

        _now = e.Time.Microseconds;
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    // Features of other columns that nothing here reads would only cost time.
    private static IEnumerable<IProjectionFactory> ServingProjections(
        SoukEngine engine, SurfaceDefinition surface, MarketplaceDefinition definition)
    {
        IReadOnlyList<IProjectionFactory> suspecting = SuspectingProjections.Of(engine);
        string[] columns = [.. CandidateFeatures.ColumnsOf(surface, definition).Select(c => c.Name)];
        return
        [
            .. suspecting.Count > 0 ? suspecting : [new FeatureEngineFactory(columns)],
            new InteractionProjectionFactory(),
        ];
    }

    private void Bind(Fold fold)
    {
        _interactions = fold.Projection<InteractionProjection>();
        _features = new CandidateFeatures(_surface, fold.Projection<FeatureEngine>());
        _row = new float[_features.Names.Count];
        Rows = new RankRows(_features.Names);
    }

    private void Read(ShownRequest request)
    {
        InteractionProjection interactions = _interactions!;
        uint subject = interactions.Entities.Find(_surface.For.Index, Encoding.UTF8.GetBytes(request.Subject));
        RecallContext context = RecallContext.Of(interactions, _surface, subject, [], _now, request.Draw);
        CandidatePool pool = new([]);
        RecallRun.Collect(context, pool, RecallBudget.Unlimited, _counters);
        RecallFusion.Fuse(pool.All);
        _features!.Begin(context);
        if (_origin == RowOrigin.Goals)
        {
            ReadRecalled(request, context, pool);
        }
        else
        {
            ReadShown(request, context, pool);
        }
    }

    private void ReadShown(ShownRequest request, RecallContext context, CandidatePool pool)
    {
        Rows.BeginRequest(request);
        foreach (ShownRow shown in request.Rows)
        {
            uint target = context.Entities.Find(_surface.Of.Index, Encoding.UTF8.GetBytes(shown.Object));
            if (target != 0)
            {
                Add(context, target, shown, pool.Find(target));
            }
        }
    }

    private void ReadRecalled(ShownRequest request, RecallContext context, CandidatePool pool)
    {
        Dictionary<uint, ShownRow> goals = [];
        foreach (ShownRow goal in request.Rows)
        {
            goals[context.Entities.Find(_surface.Of.Index, Encoding.UTF8.GetBytes(goal.Object))] = goal;
        }

        List<Candidate> found = pool.All.FindAll(c => c.Object != 0 && goals.ContainsKey(c.Object));
        Rows.Missed += request.Rows.Count - found.Count;
        List<Candidate> others = pool.All.FindAll(c => !goals.ContainsKey(c.Object));
        if (found.Count == 0 || others.Count == 0)
        {
            return;
        }

        Rows.BeginRequest(request);
        foreach (Candidate candidate in found)
        {
            Add(context, candidate.Object, goals[candidate.Object], candidate);
        }

        _others += others.Count;
        others.Sort((a, b) => StableHash.Of(request.Draw, a.Object).CompareTo(StableHash.Of(request.Draw, b.Object)));
        int kept = Math.Min(others.Count, TrainingLimits.Negatives);
        _kept += kept;
        for (int i = 0; i < kept; i++)
        {
            string id = Encoding.UTF8.GetString(context.Entities.Id(_surface.Of.Index, others[i].Object));
            Add(context, others[i].Object, new ShownRow(id, request.Time), others[i]);
        }
    }

    private void Add(RecallContext context, uint target, ShownRow shown, Candidate? recalled)
    {
        _features!.Read(target, recalled, _row);
        _row[^1] = shown.Place;
        double worth = context.Space.FindObject(target) is uint block and > 0
            ? GoalValue.Of(context.Space, in context.Space.ReadObject(block)) : context.Space.ForetoldValue(target);
        double score = recalled?.Recall ?? 0;
        Rows.Add(
            _row,
            new RankRow(
                shown.Object, shown.IsGoal, shown.IsLiked || shown.IsGoal, shown.Value, worth, score,
                shown.Propensity));
    }

    private sealed class Factory(RowReplay replay) : IProjectionFactory
    {
        public string Name => "rank-rows";

        public IProjection Create(ProjectionContext context) => replay;
    }
}
