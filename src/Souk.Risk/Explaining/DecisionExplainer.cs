using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk.Decisions;

namespace Souk.Risk.Explaining;

/// <summary>Derives a decision from the log once more, by the code that made it, and tells what it came from. Safe for
/// use from several threads.</summary>
public sealed class DecisionExplainer
{
    /// <summary>How many reasons of a model are told.</summary>
    public const int MostReasons = 10;

    private static readonly IReadOnlyList<IProjectionFactory> _fromStart =
    [
        new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(), new RiskEngineFactory(),
    ];

    private readonly SoukEngine _engine;

    /// <summary>Makes an explainer of an engine's decisions.</summary>
    public DecisionExplainer(SoukEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>Explains the decision on the event at a position: a replay up to there, under the definition that
    /// was in force then, with a state of its own: from the newest snapshot before it, or from the log's
    /// start.</summary>
    /// <param name="position">The event's position.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There is no decision at the position, or the log no longer has
    /// it.</exception>
    public DecisionExplanation Explain(
        LogPosition position, IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        using IDisposable hold = _engine.HoldLog();
        if (position < _engine.Log.FirstPosition || position > _engine.LastPosition)
        {
            throw new ArgumentException(
                $"Position {position} is not in the log, which has {_engine.Log.FirstPosition} to "
                + $"{_engine.LastPosition}.");
        }

        Decision? kept;
        using (FoldScope scope = _engine.Read())
        {
            kept = scope.Fold.Projection<RiskEngine>().Find(position);
        }

        MarketplaceDefinition definition = _engine.Definitions.At(position);
        using SavedState? saved = ReferenceEquals(definition, _engine.Definition)
            ? _engine.OpenSaved(new LogPosition(position.Value - 1)) : null;
        using Fold? own = saved is null ? new Fold(definition, _fromStart) : null;
        Fold fold = saved?.Fold ?? own!;
        RiskEngine risk = fold.Projection<RiskEngine>();
        DecisionMoment? moment = null;
        fold.Applied = e =>
        {
            if (e.Position == position && risk.RunnerOf(e.Type) is CheckpointRunner runner)
            {
                moment = new DecisionMoment(risk, runner, e);
            }
        };
        _engine.CreateReplayer().Replay(fold, position, progress, cancellation);
        Decision decision = risk.Find(position)
            ?? throw new ArgumentException($"There is no decision on the event at position {position}.");
        return new DecisionExplanation
        {
            Decision = decision,
            EventId = moment?.EventId ?? string.Empty,
            Kept = kept,
            Differences = kept is null ? [] : DecisionDifferences.Of(kept, decision),
            Caveat = saved is null ? Caveat(definition) : null,
            Values = moment?.Values ?? [],
            Rules = moment?.Rules ?? [],
            Models =
            [
                .. decision.Models.Select((m, i) => new ExplainedModel(
                    m, decision.Evidence[i]?.Model.Thresholds, decision.ModelReasons(i, MostReasons))),
            ],
        };
    }

    private string? Caveat(MarketplaceDefinition definition) => _engine.Log.FirstPosition.Value > 1
        ? $"The log starts at position {_engine.Log.FirstPosition}: what came before is not in the features derived "
            + "here."
        : ReferenceEquals(definition, _engine.Definition) ? null
            : $"Derived under definition {_engine.Definitions.VersionOf(definition)}, which was in force then; now it "
                + $"is {_engine.DefinitionVersion}.";
}
