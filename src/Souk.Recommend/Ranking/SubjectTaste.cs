using System.Runtime.InteropServices;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Recommend.Interactions;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Ranking;

/// <summary>
/// What a subject's own objects say of another one's attributes: the share of its liking that goes to objects with the
/// same value (the same brand, the same seller), how often it liked such objects when it met them, and how far a number
/// (a price) is from those it likes. Shares and rates are of all that is remembered and, once more, of lately, so that
/// a ranker can follow who likes something else today than last week. One thread at a time.
/// </summary>
internal sealed class SubjectTaste
{
    // Attributes beyond these cost an answer more than they tell.
    private const int MaxAttributes = 12;
    private const int MaxNumbers = 8;
    private const int FiguresPerAttribute = 5;

    // A rate of liking is pulled towards the subject's own as if two more objects had been met with it.
    private const double RatePrior = 2;

    private readonly SurfaceDefinition _surface;
    private readonly AttributeDefinition[] _attributes;
    private readonly AttributeDefinition[] _numbers;
    private readonly Dictionary<long, Meeting>[] _met;
    private readonly (double Sum, double Weight)[] _levels;
    private Meeting _all;

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
            .. _attributes.Select(a => $"recent_share.{a.Name}"), .. _attributes.Select(a => $"recent_rate.{a.Name}"),
            .. _attributes.Select(a => $"hours_since.{a.Name}"), .. _numbers.Select(a => $"near.{a.Name}"),
            "recent_rate", "hours_since",
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
        _all = default;
        long newest = 0;
        foreach (Anchor liking in context.Likings)
        {
            newest = Math.Max(newest, liking.Time);
        }

        foreach (ref readonly SubjectEntry entry in context.Space.EntriesOf(context.SubjectBlock))
        {
            newest = Math.Max(newest, entry.ShownAt);
        }

        foreach (Anchor liking in context.Likings)
        {
            Like(context, liking, newest);
        }

        foreach (ref readonly SubjectEntry entry in context.Space.EntriesOf(context.SubjectBlock))
        {
            Meet(context, in entry, newest);
        }
    }

    /// <summary>Reads a candidate's values; missing ones are NaN.</summary>
    internal void Read(RecallContext context, uint target, Span<float> values)
    {
        double usual = (_all.Liked + 1.0) / (_all.Met + 2.0);
        double usualOfLate = (_all.LikedOfLate + usual) / (_all.LikedOfLate + _all.PassedOfLate + 1);
        int count = _attributes.Length;
        for (int i = 0; i < count; i++)
        {
            bool isKnown = context.Profiles.Has(_surface.Of, target, _attributes[i].Index);
            long bits = context.Profiles.Bits(_surface.Of, target, _attributes[i].Index);
            Meeting met = isKnown ? _met[i].GetValueOrDefault(bits) : default;
            values[i] = (float)met.Share;
            values[i + count] =
                isKnown ? (float)((met.Liked + (RatePrior * usual)) / (met.Met + RatePrior)) : float.NaN;
            values[i + (2 * count)] = (float)(met.ShareOfLate / Math.Max(1e-9, _all.ShareOfLate));
            values[i + (3 * count)] = isKnown
                ? (float)((met.LikedOfLate + (RatePrior * usualOfLate))
                    / (met.LikedOfLate + met.PassedOfLate + RatePrior))
                : float.NaN;
            values[i + (4 * count)] = met.Newest == 0 ? float.NaN : HoursSince(context, met.Newest);
        }

        int at = FiguresPerAttribute * count;
        for (int i = 0; i < _numbers.Length; i++)
        {
            (double sum, double weight) = _levels[i];
            double level = LevelOf(context, target, _numbers[i]);
            values[at++] = weight > 0 ? (float)(level - (sum / weight)) : float.NaN;
        }

        values[at++] = (float)usualOfLate;
        values[at] = _all.Newest == 0 ? float.NaN : HoursSince(context, _all.Newest);
    }

    private static float HoursSince(RecallContext context, long time) => (context.Now - time) / 3.6e9f;

    private static bool IsKind(AttributeDefinition attribute) =>
        attribute.Type.Kind is ValueKind.Text or ValueKind.Entity or ValueKind.Flag;

    private void Like(RecallContext context, Anchor liking, long newest)
    {
        double ofLate = liking.Weight * InteractionLimits.Recency(liking.Time, newest);
        _all.ShareOfLate += ofLate;
        _all.Newest = Math.Max(_all.Newest, liking.Time);
        for (int i = 0; i < _attributes.Length; i++)
        {
            if (context.Profiles.Has(_surface.Of, liking.Object, _attributes[i].Index))
            {
                ref Meeting met = ref MetWith(context, i, liking.Object);
                met.Share += liking.Weight;
                met.ShareOfLate += ofLate;
                met.Newest = Math.Max(met.Newest, liking.Time);
            }
        }

        for (int i = 0; i < _numbers.Length; i++)
        {
            double level = LevelOf(context, liking.Object, _numbers[i]);
            if (!double.IsNaN(level))
            {
                _levels[i] = (_levels[i].Sum + (liking.Weight * level), _levels[i].Weight + liking.Weight);
            }
        }
    }

    private void Meet(RecallContext context, in SubjectEntry entry, long newest)
    {
        int liked = entry.Weight > 0 ? 1 : 0;
        double likedOfLate = liked == 0 ? 0 : InteractionLimits.Recency(entry.Time, newest);
        double passedOfLate = entry.Shown == 0 ? 0 : entry.Shown * InteractionLimits.Recency(entry.ShownAt, newest);
        _all.Add(liked, likedOfLate, passedOfLate);
        for (int i = 0; i < _attributes.Length; i++)
        {
            if (context.Profiles.Has(_surface.Of, entry.Object, _attributes[i].Index))
            {
                MetWith(context, i, entry.Object).Add(liked, likedOfLate, passedOfLate);
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

    // What the subject did with objects of one value.
    private struct Meeting
    {
        internal double Share;
        internal double ShareOfLate;
        internal int Liked;
        internal int Met;
        internal double LikedOfLate;
        internal double PassedOfLate;
        internal long Newest;

        internal void Add(int liked, double likedOfLate, double passedOfLate)
        {
            Liked += liked;
            Met++;
            LikedOfLate += likedOfLate;
            PassedOfLate += passedOfLate;
        }
    }
}
