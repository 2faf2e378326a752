using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Features.Reading;
using Souk.Graph.Links;
using Souk.Risk.Policies;

namespace Souk.Risk.Decisions;

/// <summary>
/// Means of feature columns over the subjects that an event's subject is linked to: who pays with the cards of busy
/// strangers looks like nobody, their neighbours do not (neighbour aggregation, as in GADBench: Tang et al., 2023).
/// Values are those of the moment, so a replay reads what was read live.
/// </summary>
internal sealed class NeighbourColumns
{
    /// <summary>What the columns' names begin with.</summary>
    internal const string Root = "neighbours";

    /// <summary>The neighbours that a mean is over: the most strongly linked ones. Beyond these links say little, and a
    /// decision must stay fast.</summary>
    internal const int MaxNeighbours = 32;

    private readonly LinkReader _links;
    private readonly FeatureReader _features;
    private readonly int[] _columns;
    private readonly FeatureValue[] _values;
    private readonly double[] _target;

    private NeighbourColumns(LinkReader links, FeatureReader features, int[] columns, double[] target)
    {
        _links = links;
        _features = features;
        _columns = columns;
        _values = new FeatureValue[columns.Length];
        _target = target;
    }

    /// <summary>The columns of numbers and flags that are kept for a kind of subject.</summary>
    internal static IEnumerable<FeatureColumn> Of(EntityKind subject, IEnumerable<FeatureColumn> columns) =>
        columns.Where(c =>
            c.Type.Kind is ValueKind.Number or ValueKind.Whole or ValueKind.Money or ValueKind.Flag
            && c.Feature.Key.Count == 1 && c.Feature.Key[0].Type.Entity == subject);

    /// <summary>The path of a column's mean as compiled expressions have it.</summary>
    internal static string PathOf(FeatureColumn column) => $"{Root}.{EventColumns.PathOf(column)}";

    /// <summary>A reader of the means that some expressions read; null if they read none.</summary>
    /// <param name="type">The event type.</param>
    /// <param name="members">The paths that the expressions read.</param>
    /// <param name="features">The features.</param>
    /// <param name="links">Where the subject's links are read before each call of <see cref="Read"/>.</param>
    /// <param name="target">Where the means go, by the columns' index in the definition.</param>
    internal static NeighbourColumns? Create(
        EventType type, HashSet<string> members, FeatureEngine features, LinkReader? links, double[] target)
    {
        if (links is null || PolicySchemas.LinkSubject(features.Definition, type) is not FieldDefinition subject)
        {
            return null;
        }

        FeatureColumn[] columns =
        [
            .. Of(subject.Type.Entity!, features.Definition.Columns).Where(c => members.Contains(PathOf(c))),
        ];
        return columns.Length == 0
            ? null
            : new NeighbourColumns(
                links, features.CreateReader([.. columns.Select(c => c.Name)]), [.. columns.Select(c => c.Index)],
                target);
    }

    /// <summary>Reads for the subject whose links were read last. A mean is over the neighbours that have a value; NaN
    /// if none has.</summary>
    internal void Read()
    {
        Span<uint> neighbours = stackalloc uint[MaxNeighbours];
        neighbours = neighbours[.._links.CopyStrongest(neighbours)];
        Span<double> sums = stackalloc double[_columns.Length];
        Span<int> counts = stackalloc int[_columns.Length];
        sums.Clear();
        counts.Clear();
        foreach (uint neighbour in neighbours)
        {
            _features.Read([neighbour], _values);
            for (int c = 0; c < _values.Length; c++)
            {
                if (!_values[c].IsMissing)
                {
                    sums[c] += _values[c].Kind == ValueKind.Flag
                        ? (_values[c].Flag ? 1 : 0) : _values[c].ToDouble();
                    counts[c]++;
                }
            }
        }

        for (int c = 0; c < _columns.Length; c++)
        {
            _target[_columns[c]] = counts[c] == 0 ? double.NaN : sums[c] / counts[c];
        }
    }
}
