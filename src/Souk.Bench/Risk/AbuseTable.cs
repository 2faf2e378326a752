using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Graph.Rings;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Decisions;
using Souk.Risk.Patterns;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>All events of a checkpoint of a simulated marketplace as rows, read by replay as rules saw them.</summary>
internal sealed class AbuseTable
{
    private readonly List<AbuseRow> _rows = [];

    private readonly FieldDefinition? _subject;
    private readonly DecisionContext _context;

    private AbuseTable(EventType type, RiskEngine risk, MarketplaceDefinition definition)
    {
        Checkpoint = type.Name;
        Reader = risk.CreateRowReader(type);
        _context = risk.Context;
        _subject = PolicySchemas.LinkSubject(definition, type);
    }

    internal string Checkpoint { get; }

    internal IReadOnlyList<RowColumn> Columns => Reader.Columns;

    /// <summary>The rows in the log's order.</summary>
    internal IReadOnlyList<AbuseRow> Rows => _rows;

    private RowReader Reader { get; }

    /// <summary>Replays the log once and reads the rows of checkpoints.</summary>
    internal static IReadOnlyList<AbuseTable> Read(
        SimulatedAbuse market, IEnumerable<string> checkpoints, CancellationToken cancellation)
    {
        using Fold fold = new(
            market.Engine.Definition,
            [
                new FeatureEngineFactory(), new LinkProjectionFactory(), new RingProjectionFactory(),
                new RiskEngineFactory(),
            ]);
        RiskEngine risk = fold.Projection<RiskEngine>();
        Dictionary<EventType, AbuseTable> tables = [];
        foreach (string checkpoint in checkpoints.Distinct())
        {
            EventType type = fold.Definition.FindEventType(checkpoint)!;
            tables[type] = new AbuseTable(type, risk, fold.Definition);
        }

        HashSet<string> onLinks = [];

        // After the last day nothing but what is late comes in, which would tell abuse that goes on.
        LogTime end = new(market.Start.Microseconds + (long)TimeSpan.FromDays(market.Options.Days).TotalMicroseconds);
        fold.Applied = e =>
        {
            if (e.Time > end || !tables.TryGetValue(e.Type, out AbuseTable? table)
                || risk.Find(e.Position) is not Decision decision)
            {
                return;
            }

            if (onLinks.Count == 0)
            {
                onLinks = [.. risk.Policy!.Checkpoints.SelectMany(c => c.Rules)
                    .Where(r => r.When.Contains("links.", StringComparison.Ordinal)).Select(r => r.Id)];
            }

            table.Take(e, decision, onLinks, market.Truth);
        };
        market.Engine.CreateReplayer().Replay(fold, null, null, cancellation);
        return [.. tables.Values];
    }

    private void Take(
        EventView e, Decision decision, HashSet<string> onLinks, Dictionary<string, AbuseLabel> truth)
    {
        truth.TryGetValue(System.Text.Encoding.UTF8.GetString(e.Id), out AbuseLabel label);
        double links = decision.Rules.Where(r => r.Status == RuleStatus.Live && onLinks.Contains(r.Id))
            .Sum(r => r.Weight);
        float[] cells = Reader.Read(e);
        RingStanding ring = _subject is null ? default : _context.Ring(_subject.Type.Entity!.Name, _subject.Index);
        _rows.Add(new AbuseRow(
            e.Time, label.Pattern, label.Campaign, cells, (float)decision.Score, (float)links, (float)ring.Score,
            ring.Members,
            double.IsNaN(decision.Amount) ? 0 : decision.Amount, decision.Outcome,
            [.. decision.Rules.Select(r => r.Id)]));
    }
}
