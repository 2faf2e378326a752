using System.Globalization;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Graph.Dense;
using Souk.Graph.Links;
using Souk.Log;

namespace Souk.Graph.Rings;

/// <summary>
/// Looks for rings in a log: replays it beside the live state, which is not held up, and searches the acts of the last
/// days
/// and the components of links. The same log gives the same rings; rings keep their numbers over the runs of one
/// detector. Not safe for concurrent use.
/// </summary>
public sealed class RingDetector
{
    private readonly IEventLog _log;
    private readonly DefinitionHistory _definitions;
    private readonly RingOptions _options;
    private readonly Dictionary<string, RingTracker> _trackers = [];

    /// <summary>Makes a detector.</summary>
    /// <param name="log">The log to read.</param>
    /// <param name="definitions">The definitions that it was written under.</param>
    /// <param name="options">What to look at; null for the defaults.</param>
    public RingDetector(IEventLog log, DefinitionHistory definitions, RingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(definitions);
        _log = log;
        _definitions = definitions;
        _options = options ?? new RingOptions();
    }

    /// <summary>The rings at the log's present end: by kind, and within a kind those with the highest score
    /// first.</summary>
    /// <param name="definition">The definition to read the log under.</param>
    /// <param name="progress">Told the position reached, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Ring> Detect(
        MarketplaceDefinition definition, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using Fold fold = new(definition, [new LinkProjectionFactory()]);
        ActCollector[] acts = [.. _options.Acts.Select(a => ActCollector.For(definition, a)).OfType<ActCollector>()];
        fold.Applied = e =>
        {
            foreach (ActCollector collector in acts)
            {
                collector.Take(e, _options.Window.Microseconds);
            }
        };
        new LogReplayer(_log, _definitions).Replay(fold, null, progress, cancellation);
        if (fold.Time == LogTime.BeforeAll)
        {
            return [];
        }

        List<Ring> rings = [];
        foreach (ActCollector collector in acts)
        {
            collector.Forget(fold.Time.Microseconds - _options.Window.Microseconds);
            EdgeList edges = collector.ToEdges(out RingMember[] authors, out RingMember[] targets);
            rings.AddRange(Blocks(collector.Source, edges, authors, targets, cancellation));
            rings.AddRange(Groups(collector.Source, edges, authors, targets, cancellation));
        }

        rings.AddRange(ComponentWalk.Growing(fold.Projection<LinkProjection>(), _options));
        return [.. rings.GroupBy(r => (r.Kind, r.Source)).OrderBy(g => g.Key.Kind).SelectMany(Number)];
    }

    private IEnumerable<Ring> Blocks(
        string source, EdgeList edges, RingMember[] authors, RingMember[] targets, CancellationToken cancellation)
    {
        FraudarOptions options = _options.Blocks with
        {
            MinRows = Math.Max(_options.Blocks.MinRows, _options.MinMembers),
        };
        foreach (DenseBlock block in Fraudar.Find(edges, options, null, cancellation))
        {
            yield return new Ring(
                0, RingKind.DenseBlock, source, [.. block.Rows.Select(r => authors[r])],
                [.. block.Columns.Select(c => targets[c])],
                block.Evidence,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{block.Rows.Count} accounts acted on {block.Columns.Count} targets {block.Edges} times, " +
                    $"{block.Lift:0.#} times as often as chance gives."),
                new LogTime(block.FirstTime), new LogTime(block.LastTime));
        }
    }

    private IEnumerable<Ring> Groups(
        string source, EdgeList edges, RingMember[] authors, RingMember[] targets, CancellationToken cancellation)
    {
        LockstepOptions options = new()
        {
            Window = _options.Together.Microseconds,
            MinRows = Math.Max(2, _options.MinMembers),
        };
        foreach (LockstepGroup group in Lockstep.Find(edges, options, cancellation))
        {
            yield return new Ring(
                0, RingKind.Lockstep, source, [.. group.Rows.Select(r => authors[r])],
                [.. group.Columns.Select(c => targets[c])],
                group.Similarity * group.Rows.Count,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Rows.Count} accounts acted on {group.Columns.Count} targets within " +
                    $"{_options.Together} of each other; pairs share {group.Similarity:P0} of what they did."),
                new LogTime(group.FirstTime), new LogTime(group.LastTime));
        }
    }

    private IEnumerable<Ring> Number(IGrouping<(RingKind Kind, string Source), Ring> group)
    {
        Ring[] rings = [.. group.OrderByDescending(r => r.Score).ThenBy(r => r.Members[0].Id, StringComparer.Ordinal)];
        string family = $"{group.Key.Kind} {group.Key.Source}";
        if (!_trackers.TryGetValue(family, out RingTracker? tracker))
        {
            _trackers.Add(family, tracker = new RingTracker());
        }

        IReadOnlyList<long> numbers = tracker.Track(
            [.. rings.Select(r => r.Members.Select(m => $"{m.Kind}:{m.Id}").ToList())]);
        return rings.Select((ring, i) => ring with { Number = numbers[i] });
    }
}
