using System.Text.Json;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;
using Souk.Risk.Models;
using Souk.Risk.Policies;

namespace Souk.Risk.Backtest;

/// <summary>
/// What a back-test has to fold to decide as the whole state would: the feature columns that any policy or model of the
/// log or of the candidates reads, and the event types that these columns, profiles, links, checkpoints and outcomes
/// are made of. Columns do not depend on one another but by what they read, so what is left out changes nothing.
/// </summary>
internal sealed class BacktestNeeds
{
    private readonly HashSet<FeatureColumn> _columns = [];
    private readonly HashSet<EventType> _types = [];
    private readonly HashSet<string> _seen = [];
    private readonly MarketplaceDefinition _definition;
    private readonly RiskEngine _compiler;

    private BacktestNeeds(MarketplaceDefinition definition, RiskEngine compiler) =>
        (_definition, _compiler) = (definition, compiler);

    /// <summary>The columns to keep.</summary>
    internal IReadOnlyList<string> Columns => [.. _definition.Columns.Where(_columns.Contains).Select(c => c.Name)];

    /// <summary>The event types to apply.</summary>
    internal IReadOnlySet<EventType> Types => _types;

    /// <summary>The last position that was looked at: what comes later may need more.</summary>
    internal LogPosition Through { get; private set; }

    /// <summary>Finds what candidates need on a log.</summary>
    /// <param name="replayer">Replays the log.</param>
    /// <param name="definition">The definition to read it under.</param>
    /// <param name="candidates">The candidates' texts.</param>
    /// <param name="models">The models that are given to them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDataException">A candidate has errors.</exception>
    internal static BacktestNeeds Of(
        LogReplayer replayer,
        MarketplaceDefinition definition,
        IEnumerable<string> candidates,
        IEnumerable<RiskModel> models,
        CancellationToken cancellation)
    {
        using Fold fold = new(
            definition,
            [
                new FeatureEngineFactory([]), new LinkProjectionFactory(), new RingProjectionFactory(),
                new RiskEngineFactory(),
            ]);
        BacktestNeeds needs = new(definition, fold.Projection<RiskEngine>());
        foreach (string text in candidates)
        {
            needs.Add(needs._compiler.Check(text, "candidate").OrThrow());
        }

        foreach (RiskModel model in models)
        {
            needs.Add(model);
        }

        LogSpan span = replayer.Survey(needs.Add, cancellation);
        needs.Through = span.Last;
        needs.AddTypes(span.Last == LogPosition.Zero ? 0 : span.Latest.Microseconds - span.First.Microseconds);
        return needs;
    }

    /// <summary>Makes a fold of no more than that, with risk engines.</summary>
    /// <param name="engines">What makes the engines.</param>
    /// <param name="folder">Where projections keep side files, or null.</param>
    internal Fold CreateFold(IEnumerable<RiskEngineFactory> engines, string? folder = null) => new(
        _definition,
        [
            new FeatureEngineFactory(Columns), new LinkProjectionFactory(), new RingProjectionFactory(), .. engines,
        ],
        folder)
    {
        Only = _types,
    };

    private void Add(Directive directive)
    {
        if (directive.Name == RiskEngine.PolicyDirective
            && PolicyHistory.Body(directive) is JsonElement body
            && body.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String
            && _seen.Add(text.GetString()!)
            && _compiler.Check(text.GetString()!, "policy").Policy is RiskPolicy policy)
        {
            // One that the definition no longer allows decides without reading anything.
            Add(policy);
        }
        else if (directive.Name == ModelDirective.HandIn && ModelDirective.ReadModel(directive.Body, out _) is var (
            _, _, _, _, model))
        {
            Add(model);
        }
    }

    private void Add(RiskPolicy policy)
    {
        foreach (CheckpointPolicy checkpoint in policy.Checkpoints)
        {
            _types.Add(checkpoint.Type);
            Add(
                checkpoint.Type,
                [
                    .. checkpoint.Rules.Where(r => r.Program is not null).SelectMany(r => r.Program!.Members),
                    .. checkpoint.AmountProgram?.Members ?? [],
                ]);
        }

        foreach (OutcomeLabel outcome in policy.Outcomes)
        {
            _types.Add(outcome.Type);
            Add(outcome.Type, [.. outcome.WhereProgram?.Members ?? []]);
        }
    }

    private void Add(RiskModel model)
    {
        if (_definition.FindEventType(model.Checkpoint) is EventType type
            && ModelScorer.Bind(model, 0, _compiler.SchemaOf(type), type.Name, out _) is ModelScorer scorer)
        {
            Add(type, [.. scorer.Members]);
        }
    }

    private void Add(EventType type, HashSet<string> members)
    {
        IEnumerable<FeatureColumn> own = EventColumns.Of(type, _definition.Columns)
            .Where(c => members.Contains(EventColumns.PathOf(c)));
        IEnumerable<FeatureColumn> neighbours = PolicySchemas.LinkSubject(_definition, type) is FieldDefinition subject
            ? NeighbourColumns.Of(subject.Type.Entity!, _definition.Columns)
                .Where(c => members.Contains(NeighbourColumns.PathOf(c)))
            : [];
        Stack<FeatureColumn> open = new(own.Concat(neighbours));
        while (open.TryPop(out FeatureColumn? column))
        {
            if (_columns.Add(column))
            {
                column.Feature.ReadsColumns.Select(_definition.FindColumn).ToList().ForEach(c => open.Push(c!));
            }
        }
    }

    private void AddTypes(long microseconds)
    {
        _types.UnionWith(_columns.SelectMany(c => c.Feature.EventTypes).Select(t => _definition.FindEventType(t)!));
        _types.UnionWith(_definition.Links.Events.Concat(_definition.Links.Bad).Select(e => e.Type));

        // An entity that is named keeps its profile: this matters where one could be forgotten within the log.
        _types.UnionWith(_definition.EventTypes.Where(t => t.Updates.Count > 0
            || t.EntityFields.Any(f => f.Type.Entity!.Retain is Duration kept && kept.Microseconds <= microseconds)));
    }
}
