using System.Runtime.InteropServices;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Ranking;

/// <summary>
/// What a subject's own objects say of another one's attributes: the share of its liking that goes to objects with the
/// same value (the same brand, the same seller), how often it liked such objects when it met them, and how far a number
/// (a price) is from those it likes. One thread at a time.
/// </summary>
internal sealed class SubjectTaste
{
    // Attributes beyond these cost an answer more than they tell.
    private const int MaxAttributes = 12;
    private const int MaxNumbers = 8;

    // A rate of liking is pulled towards the subject's own as if two more objects had been met with it.
    private const double RatePrior = 2;

    private readonly SurfaceDefinition _surface;
    private readonly AttributeDefinition[] _attributes;
    private readonly AttributeDefinition[] _numbers;
    private readonly Dictionary<long, Meeting>[] _met;
    private readonly (double Sum, double Weight)[] _levels;
    private double _liked;
    private double _all;

    internal SubjectTaste(SurfaceDefinition surface)
    {
        _surface = surface;
        _attributes =
        [
            .. surface.Groups.Concat(surface.Of.Attributes.Where(IsKind)).Distinct().Take(MaxAttributes),
        ];
        _numbers = [.. surface.Of.Attributes.Where(a => a.Type.IsNumeric).Take(MaxNumbers)];
        _met = [.. _attributes.Select(_ => new Dictionary<long, Meeting>())];
        _levels = new (double, double)[_numbers.Length];
        Names =
        [
            .. _attributes.Select(a => SurfaceFigures.ShareOf(a)), .. _attributes.Select(a => $"rate.{a.Name}"),
            .. _numbers.Select(a => $"near.{a.Name}"),
        ];
    }

    /// <summary>The names, in the order of the values.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Prepares for the candidates of one request.</summary>
    internal void Begin(RecallContext context)
    {
        foreach (Dictionary<long, Meeting> met in _met)
        {
            met.Clear();
        }

        Array.Clear(_levels);
        _liked = 0;
        _all = 0;
        foreach (Anchor anchor in context.Anchors)
        {
            Like(context, anchor);
        }

        foreach (ref readonly SubjectEntry entry in context.Space.EntriesOf(context.SubjectBlock))
        {
            Meet(context, entry.Object, entry.Weight > 0 ? 1 : 0);
        }
    }

    /// <summary>Reads a candidate's values; missing ones are NaN.</summary>
    internal void Read(RecallContext context, uint target, Span<float> values)
    {
        int at = 0;
        double usual = (_liked + 1) / (_all + 2);
        for (int i = 0; i < _attributes.Length; i++)
        {
            bool isKnown = context.Profiles.Has(_surface.Of, target, _attributes[i].Index);
            long bits = context.Profiles.Bits(_surface.Of, target, _attributes[i].Index);
            Meeting met = isKnown ? _met[i].GetValueOrDefault(bits) : default;
            values[at + i] = isKnown ? (float)met.Share : 0;
            values[at + i + _attributes.Length] =
                isKnown ? (float)((met.Liked + (RatePrior * usual)) / (met.All + RatePrior)) : float.NaN;
        }

        at += 2 * _attributes.Length;
        for (int i = 0; i < _numbers.Length; i++)
        {
            (double sum, double weight) = _levels[i];
            double level = LevelOf(context, target, _numbers[i]);
            values[at++] = weight > 0 ? (float)(level - (sum / weight)) : float.NaN;
        }
    }

    private static bool IsKind(AttributeDefinition attribute) =>
        attribute.Type.Kind is ValueKind.Text or ValueKind.Entity or ValueKind.Flag;

    private void Like(RecallContext context, Anchor anchor)
    {
        for (int i = 0; i < _attributes.Length; i++)
        {
            if (context.Profiles.Has(_surface.Of, anchor.Object, _attributes[i].Index))
            {
                MetWith(context, i, anchor.Object).Share += anchor.Weight;
            }
        }

        for (int i = 0; i < _numbers.Length; i++)
        {
            double level = LevelOf(context, anchor.Object, _numbers[i]);
            if (!double.IsNaN(level))
            {
                _levels[i] = (_levels[i].Sum + (anchor.Weight * level), _levels[i].Weight + anchor.Weight);
            }
        }
    }

    private void Meet(RecallContext context, uint target, int liked)
    {
        _liked += liked;
        _all++;
        for (int i = 0; i < _attributes.Length; i++)
        {
            if (context.Profiles.Has(_surface.Of, target, _attributes[i].Index))
            {
                ref Meeting met = ref MetWith(context, i, target);
                met.Liked += liked;
                met.All++;
            }
        }
    }

    private ref Meeting MetWith(RecallContext context, int attribute, uint target) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(
            _met[attribute], context.Profiles.Bits(_surface.Of, target, _attributes[attribute].Index), out _);

    // On a logarithmic scale, since twice the price is as far as half of it.
    private double LevelOf(RecallContext context, uint target, AttributeDefinition number)
    {
        if (!context.Profiles.Has(_surface.Of, target, number.Index))
        {
            return double.NaN;
        }

        long bits = context.Profiles.Bits(_surface.Of, target, number.Index);
        double value = number.Type.Kind switch
        {
            ValueKind.Number => BitConverter.Int64BitsToDouble(bits),
            ValueKind.Money => Money.FromUnits(bits).ToDouble(),
            _ => bits,
        };
        return Math.Log(1 + Math.Max(0, value));
    }

    private struct Meeting
    {
        internal double Share;
        internal int Liked;
        internal int All;
    }
}
