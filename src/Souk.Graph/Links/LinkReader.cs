using System.Runtime.InteropServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>
/// Reads the link columns of one entity at a time, as of the newest event applied: outcomes count as far as they were
/// known by then, so a replay reads what was read live. Not safe for concurrent use: make one a thread, and read only
/// while the sequencer is held off (<see cref="Core.Engine.SoukEngine.Read"/>) or on its thread.
/// </summary>
public sealed class LinkReader
{
    /// <summary>The most neighbours at one hop, and again at two, that a read looks at; counts end there.</summary>
    public const int MaxReached = 1_000;

    private const double MicrosecondsPerDay = 86_400e6;

    private readonly LinkState _state;
    private readonly Arena _arena;
    private readonly CarrierDefinition[] _carriers;
    private readonly LinkProjection _projection;
    private readonly Dictionary<uint, int> _places = [];
    private readonly List<Neighbour> _neighbours = [];
    private readonly HashSet<uint> _second = [];
    private int _slot;

    internal LinkReader(LinkProjection projection)
    {
        _projection = projection;
        _state = projection.State;
        _arena = projection.Arena;
        _carriers = [.. projection.Definition.Carriers];
    }

    /// <summary>The columns, in the order of the values.</summary>
    public IReadOnlyList<string> Columns => _projection.Columns;

    /// <summary>Reads the columns of an entity by its id.</summary>
    /// <param name="kind">Its kind. An entity of a kind that is no subject has no links.</param>
    /// <param name="id">Its id.</param>
    /// <param name="values">Where the values go, one a column.</param>
    public void ReadFor(EntityKind kind, string id, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ReadFor(kind, _projection.Context.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id)), values);
    }

    /// <summary>Reads the columns of an entity by its number.</summary>
    /// <param name="kind">Its kind. An entity of a kind that is no subject has no links.</param>
    /// <param name="entity">Its number, 0 for one that is unknown.</param>
    /// <param name="values">Where the values go, one a column; shares of nothing are NaN.</param>
    /// <exception cref="ArgumentException">There is not one place a column.</exception>
    public void ReadFor(EntityKind kind, uint entity, Span<double> values)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Columns.Count, nameof(values));
        values.Clear();
        values[LinkColumns.ComponentSize] = 1;
        values[LinkColumns.BadShare] = values[LinkColumns.ComponentBadShare] = double.NaN;
        _neighbours.Clear();
        _slot = _state.Graph.SlotOf(kind.Index);
        uint subject = _slot < 0 || entity == 0 ? 0 : _state.Graph.FindSubject(_slot, entity);
        if (subject == 0)
        {
            return;
        }

        SubjectBlock block = _arena.Read<SubjectBlock>(subject);
        values[LinkColumns.Bad] = block.Bad > 0 ? 1 : 0;
        ReadNeighbours(subject, values);
        ReadSecond(subject, values);
        ReadComponent(block, values);
    }

    /// <summary>Of the entity read last, the neighbours of its own kind, the most strongly linked first; of equally
    /// strong ones those met first.</summary>
    /// <param name="numbers">Where the numbers of the entities go; as many as there is room for.</param>
    /// <returns>How many were written.</returns>
    public int CopyStrongest(Span<uint> numbers)
    {
        Span<double> strengths = stackalloc double[MaxReached];
        strengths = strengths[..Math.Min(numbers.Length, MaxReached)];
        int count = 0;
        foreach (ref readonly Neighbour neighbour in CollectionsMarshal.AsSpan(_neighbours))
        {
            SubjectBlock block = _arena.Read<SubjectBlock>(neighbour.Subject);
            if (block.Slot != _slot || (count == strengths.Length && !(neighbour.Strength > strengths[^1])))
            {
                continue;
            }

            int place = count < strengths.Length ? count++ : count - 1;
            for (; place > 0 && neighbour.Strength > strengths[place - 1]; place--)
            {
                (strengths[place], numbers[place]) = (strengths[place - 1], numbers[place - 1]);
            }

            (strengths[place], numbers[place]) = (neighbour.Strength, block.Number);
        }

        return count;
    }

    private void ReadNeighbours(uint subject, Span<double> values)
    {
        _places.Clear();
        for (uint tie = _arena.Read<SubjectBlock>(subject).FirstTie;
            tie != 0;
            tie = _arena.Read<TieBlock>(tie).NextOfSubject)
        {
            CarrierBlock carrier = _arena.Read<CarrierBlock>(_arena.Read<TieBlock>(tie).Carrier);
            values[LinkColumns.Carriers]++;
            if (carrier.IsHub != 0)
            {
                values[LinkColumns.Hubs]++;
            }
            else if (carrier.Ties > 1)
            {
                Gather(subject, carrier);
            }
        }

        foreach (ref readonly Neighbour neighbour in CollectionsMarshal.AsSpan(_neighbours))
        {
            Count(neighbour, values);
        }

        if (_neighbours.Count > 0)
        {
            values[LinkColumns.BadShare] = values[LinkColumns.BadNeighbours] / values[LinkColumns.Neighbours];
        }
    }

    private void Gather(uint subject, CarrierBlock carrier)
    {
        // What few share is better evidence than what many share (Adamic and Adar, 2003).
        double strength = _carriers[carrier.Index].Weight / Math.Log2(carrier.Ties);
        for (uint tie = carrier.FirstTie; tie != 0; tie = _arena.Read<TieBlock>(tie).NextOfCarrier)
        {
            uint other = _arena.Read<TieBlock>(tie).Subject;
            if (other == subject)
            {
                continue;
            }

            if (!_places.TryGetValue(other, out int place))
            {
                if (_neighbours.Count == MaxReached)
                {
                    return;
                }

                place = _neighbours.Count;
                _places.Add(other, place);
                _neighbours.Add(new Neighbour { Subject = other });
            }

            ref Neighbour neighbour = ref CollectionsMarshal.AsSpan(_neighbours)[place];
            neighbour.Strength += strength;
            neighbour.Carriers |= 1u << carrier.Index;
            neighbour.Groups |= _state.Strong.GroupOf(carrier.Index);
        }
    }

    private void Count(in Neighbour neighbour, Span<double> values)
    {
        bool isStrong = _state.Strong.IsStrong(neighbour.Groups);
        bool isBad = _arena.Read<SubjectBlock>(neighbour.Subject).Bad > 0;
        values[LinkColumns.Neighbours]++;
        values[LinkColumns.Strength] += neighbour.Strength;
        values[LinkColumns.StrongNeighbours] += isStrong ? 1 : 0;
        if (isBad)
        {
            values[LinkColumns.BadNeighbours]++;
            values[LinkColumns.BadStrength] += neighbour.Strength;
            values[LinkColumns.StrongBad] += isStrong ? 1 : 0;
        }

        for (uint carriers = neighbour.Carriers; carriers != 0; carriers &= carriers - 1)
        {
            int column = LinkColumns.FirstOfCarriers + (2 * System.Numerics.BitOperations.TrailingZeroCount(carriers));
            values[column]++;
            values[column + 1] += isBad ? 1 : 0;
        }
    }

    private void ReadSecond(uint subject, Span<double> values)
    {
        _second.Clear();
        foreach (ref readonly Neighbour neighbour in CollectionsMarshal.AsSpan(_neighbours))
        {
            for (uint tie = _arena.Read<SubjectBlock>(neighbour.Subject).FirstTie;
                tie != 0;
                tie = _arena.Read<TieBlock>(tie).NextOfSubject)
            {
                CarrierBlock carrier = _arena.Read<CarrierBlock>(_arena.Read<TieBlock>(tie).Carrier);
                if (carrier.IsHub == 0 && carrier.Ties > 1 && !GatherSecond(subject, carrier, values))
                {
                    return;
                }
            }
        }
    }

    private bool GatherSecond(uint subject, CarrierBlock carrier, Span<double> values)
    {
        for (uint tie = carrier.FirstTie; tie != 0; tie = _arena.Read<TieBlock>(tie).NextOfCarrier)
        {
            uint other = _arena.Read<TieBlock>(tie).Subject;
            if (other == subject || _places.ContainsKey(other) || !_second.Add(other))
            {
                continue;
            }

            values[LinkColumns.TwoHop]++;
            values[LinkColumns.TwoHopBad] += _arena.Read<SubjectBlock>(other).Bad > 0 ? 1 : 0;
            if (_second.Count == MaxReached)
            {
                return false;
            }
        }

        return true;
    }

    private void ReadComponent(SubjectBlock subject, Span<double> values)
    {
        if (subject.Component == 0)
        {
            return;
        }

        ComponentBlock component = _arena.Read<ComponentBlock>(subject.Component);
        int others = component.Size - 1;
        int bad = component.Bad - (subject.Bad > 0 ? 1 : 0);
        values[LinkColumns.ComponentSize] = component.Size;
        values[LinkColumns.ComponentBad] = bad;
        values[LinkColumns.ComponentBadShare] = (double)bad / others;
        values[LinkColumns.ComponentAge] = (_state.Time - component.Since) / MicrosecondsPerDay;
    }

    private struct Neighbour
    {
        internal uint Subject;
        internal uint Carriers;
        internal ulong Groups;
        internal double Strength;
    }
}
