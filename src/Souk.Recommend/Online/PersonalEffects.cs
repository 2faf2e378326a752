using System.Runtime.CompilerServices;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.State;
using Souk.Learning.Numerics;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Online;

/// <summary>
/// What one subject does with the objects of one group beyond what the ranker foresaw: a random effect for each pair of
/// subject and group (as in generalized linear mixed models for response prediction, Zhang et al., "GLMix", KDD 2016),
/// here a factor whose prior is a mixture of two gamma distributions of mean 1 (DuMouchel, 1999): most subjects do about
/// what was foreseen, some something else altogether. So it is known in closed form from likings and foreseen likings,
/// and counts from the next answer on. Both fade, so that who takes to something else is followed within some pages.
/// </summary>
internal sealed class PersonalEffects(SurfaceDefinition surface, Arena arena, ProfileStore profiles)
{
    /// <summary>The pairs of subject and group that are remembered at most: 16 MB. A newer one takes the slot of an
    /// older one with the same hash.</summary>
    internal const int Slots = 1 << 20;

    // Four of five pairs do about what was foreseen, as if five likings had been foreseen and come; of the fifth nobody
    // knows. Chosen by the likelihood of what simulated shoppers did, before and after a drift of their tastes.
    private const double UsualShare = 0.8;
    private const double UsualStrength = 5;
    private const double OtherStrength = 0.3;

    // What the likelihoods of the two parts have whatever came.
    private static readonly double _usual = LogWeight(UsualShare, UsualStrength);
    private static readonly double _other = LogWeight(1 - UsualShare, OtherStrength);

    // Until this many impressions were liked, nobody knows how many likings a chance of the goal stands for.
    private const double LeastLiked = 50;

    // How many likings a place is told apart from the others with.
    private const double PlacePrior = 20;

    // After so many impressions that were liked older ones count half, since attention and tastes change.
    private const double MostLiked = 500;

    // Nobody is followed further than by this factor, e squared.
    private const double MaxCorrection = 2;

    private uint _block;

    /// <summary>The half-life of what was foreseen and of what came.</summary>
    internal static Duration HalfLife => InteractionLimits.Recent;

    private ref readonly PersonalBlock State => ref arena.Read<PersonalBlock>(_block);

    private PagedArray<PersonalCell> Cells => PagedArray<PersonalCell>.Open(arena, State.Cells);

    internal uint Create()
    {
        _block = arena.Allocate(Unsafe.SizeOf<PersonalBlock>());
        arena.Write<PersonalBlock>(_block) = new PersonalBlock { Cells = PagedArray<PersonalCell>.Create(arena).Handle };
        return _block;
    }

    internal void Open(uint block) => _block = block;

    /// <summary>What is added to the log-odds of an object for a subject.</summary>
    /// <param name="subject">The subject's id, hashed.</param>
    /// <param name="target">The object's number.</param>
    /// <param name="now">The moment, in microseconds.</param>
    internal double CorrectionOf(ulong subject, uint target, long now)
    {
        Span<ulong> groups = stackalloc ulong[OnlineFeatures.Hashed - 1];
        int count = GroupsOf(subject, target, groups);
        return Math.Clamp(LogFactors(Cells, groups[..count], now), -MaxCorrection, MaxCorrection);
    }

    /// <summary>Notes that an object is shown, with the chance of the goal that the ranker gives it.</summary>
    internal void Show(ulong subject, uint target, double chance, int place, long now)
    {
        double likings = chance * LikingsPerChance(place);
        if (!(likings > 0))
        {
            return;
        }

        Span<ulong> groups = stackalloc ulong[OnlineFeatures.Hashed - 1];
        int count = GroupsOf(subject, target, groups);
        PagedArray<PersonalCell> cells = Cells;
        double all = LogFactors(cells, groups[..count], now);

        // What the other groups account for is not this one's.
        for (int i = 0; i < count; i++)
        {
            double others = all - LogFactor(cells, groups[i], now);
            Fade(cells, groups[i], now).Foreseen += (float)(likings * Math.Exp(others));
        }
    }

    /// <summary>Notes that what was shown is liked.</summary>
    internal void Like(ulong subject, uint target, long now)
    {
        if (!(LikingsPerChance(0) > 0))
        {
            return;
        }

        Span<ulong> groups = stackalloc ulong[OnlineFeatures.Hashed - 1];
        int count = GroupsOf(subject, target, groups);
        PagedArray<PersonalCell> cells = Cells;
        for (int i = 0; i < count; i++)
        {
            Fade(cells, groups[i], now).Liked++;
        }
    }

    /// <summary>Learns how many likings a chance stands for, from an impression whose time is over.</summary>
    internal void Settle(double chance, int place, bool isLiked)
    {
        ref PersonalBlock block = ref arena.Write<PersonalBlock>(_block);
        block.Foreseen[place] += chance;
        block.Liked[place] += isLiked ? 1 : 0;
        if (isLiked && Sum(in block.Liked) > MostLiked)
        {
            for (int i = 0; i < OnlineFeatures.Places; i++)
            {
                block.Foreseen[i] /= 2;
                block.Liked[i] /= 2;
            }
        }
    }

    /// <summary>The mean of the factor for so many likings where so many were foreseen.</summary>
    internal static double Factor(double liked, double foreseen)
    {
        // How likely the likings are by each part, as a negative binomial, without what both have in common.
        double usual = _usual + LogLikelihood(liked, foreseen, UsualStrength);
        double other = _other + LogLikelihood(liked, foreseen, OtherStrength);
        double isUsual = 1 / (1 + Math.Exp(other - usual));
        return (isUsual * (liked + UsualStrength) / (foreseen + UsualStrength))
            + ((1 - isUsual) * (liked + OtherStrength) / (foreseen + OtherStrength));
    }

    private static double LogLikelihood(double liked, double foreseen, double strength) =>
        SpecialFunctions.LogGamma(strength + liked) - ((strength + liked) * Math.Log(strength + foreseen));

    private static double LogWeight(double share, double strength) =>
        Math.Log(share) - SpecialFunctions.LogGamma(strength) + (strength * Math.Log(strength));

    private static double Sum(in PersonalBlock.ByPlace of)
    {
        double sum = 0;
        for (int i = 0; i < OnlineFeatures.Places; i++)
        {
            sum += of[i];
        }

        return sum;
    }

    private static uint SlotOf(ulong group) => (uint)(group % Slots);

    private static uint TagOf(ulong group) => (uint)(group >> 32) | 1;

    private static uint SecondOf(long now) => (uint)Math.Clamp(now / 1_000_000, 0, uint.MaxValue);

    // 0 while too little is known.
    private double LikingsPerChance(int place)
    {
        ref readonly PersonalBlock block = ref State;
        double liked = Sum(in block.Liked);
        double foreseen = Sum(in block.Foreseen);
        return liked < LeastLiked || foreseen <= 0
            ? 0 : (block.Liked[place] + PlacePrior) / (block.Foreseen[place] + (PlacePrior * foreseen / liked));
    }

    private static double LogFactors(PagedArray<PersonalCell> cells, ReadOnlySpan<ulong> groups, long now)
    {
        double sum = 0;
        foreach (ulong group in groups)
        {
            sum += LogFactor(cells, group, now);
        }

        return sum;
    }

    private static double LogFactor(PagedArray<PersonalCell> cells, ulong group, long now)
    {
        PersonalCell cell = cells.Get(SlotOf(group));
        if (cell.Tag != TagOf(group))
        {
            return 0;
        }

        double left = cell.LeftAt(SecondOf(now), HalfLife.Microseconds / 1e6);
        return Math.Log(Factor(cell.Liked * left, cell.Foreseen * left));
    }

    private static ref PersonalCell Fade(PagedArray<PersonalCell> cells, ulong group, long now)
    {
        ref PersonalCell cell = ref cells.At(SlotOf(group));
        uint second = SecondOf(now);
        double left = cell.Tag == TagOf(group) ? cell.LeftAt(second, HalfLife.Microseconds / 1e6) : 0;
        cell = new PersonalCell
        {
            Tag = TagOf(group),
            Second = second,
            Foreseen = (float)(cell.Foreseen * left),
            Liked = (float)(cell.Liked * left),
        };
        return ref cell;
    }

    private int GroupsOf(ulong subject, uint target, Span<ulong> groups)
    {
        int count = 0;
        for (int i = 0; i < Math.Min(surface.Groups.Count, groups.Length); i++)
        {
            AttributeDefinition group = surface.Groups[i];
            if (profiles.Has(surface.Of, target, group.Index))
            {
                ulong value = StableHash.Of((ulong)profiles.Bits(surface.Of, target, group.Index), (ulong)i);
                groups[count++] = StableHash.Of(value, subject);
            }
        }

        return count;
    }
}
