using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>
/// How often objects are liked when shown, foretold by what their profiles say: a log-linear model of counts (Poisson
/// regression) over the values of texts and entities, the price's order of magnitude and the words of texts, learned
/// from each impression, liking and goal as it comes. It is what is thought of an object that was hardly shown: an
/// object of a category, a seller and a brand that do well is thought to do well. Each term's share is drawn towards
/// none as if it had been seen to do as foretold before.
/// </summary>
internal sealed class ContentRates(InteractionSpace plan, ProjectionContext context, Arena arena)
{
    // A power of two; two terms in one place learn together, which matters little while most places are free.
    private const uint Places = 1 << 15;

    // Likings or goals foretold with a term before what was seen says more than that nothing is known.
    private const double Prior = 5;

    // A term's share keeps following what changes as if not more than so many had been foretold.
    private const float Remembered = 10_000;

    // No object is thought to do more than about fifty times better or worse than the mean: that is a matter of the
    // object itself, and will show.
    private const double MostLogRatio = 4;

    private PagedArray<ContentRate> _table;

    /// <summary>Makes the empty table and gives its handle.</summary>
    internal uint Create()
    {
        _table = PagedArray<ContentRate>.Create(arena);
        return _table.Handle;
    }

    internal void Open(uint handle) => _table = PagedArray<ContentRate>.Open(arena, handle);

    /// <summary>How many times the mean an object is thought to be liked when shown.</summary>
    internal double LikingRatio(in ContentTerms terms)
    {
        double sum = 0;
        foreach (ushort term in terms)
        {
            sum += term == 0 ? 0 : _table.Get(term).Liking;
        }

        return Math.Exp(Math.Clamp(sum, -MostLogRatio, MostLogRatio));
    }

    /// <summary>How many times the mean an object is thought to reach the goal when shown.</summary>
    internal double GoalRatio(in ContentTerms terms)
    {
        double sum = 0;
        foreach (ushort term in terms)
        {
            sum += term == 0 ? 0 : _table.Get(term).Goal;
        }

        return Math.Exp(Math.Clamp(sum, -MostLogRatio, MostLogRatio));
    }

    /// <summary>An object with these terms was shown.</summary>
    /// <param name="terms">What it is.</param>
    /// <param name="likings">The likings of an impression, over all.</param>
    /// <param name="goals">The goals of an impression, over all.</param>
    internal void Show(in ContentTerms terms, double likings, double goals)
    {
        int count = CountOf(terms);
        float foretoldLikings = (float)(likings * LikingRatio(terms));
        float foretoldGoals = (float)(goals * GoalRatio(terms));
        for (int i = 0; i < count; i++)
        {
            ref ContentRate rate = ref _table.At(terms[i]);
            rate.Liking -= (float)(foretoldLikings / (count * (Prior + rate.LikingsForetold)));
            rate.Goal -= (float)(foretoldGoals / (count * (Prior + rate.GoalsForetold)));
            rate.LikingsForetold = Math.Min(Remembered, rate.LikingsForetold + foretoldLikings);
            rate.GoalsForetold = Math.Min(Remembered, rate.GoalsForetold + foretoldGoals);
        }
    }

    /// <summary>An object with these terms, which was shown before, was liked or reached the goal.</summary>
    internal void Like(in ContentTerms terms, bool isGoal)
    {
        int count = CountOf(terms);
        for (int i = 0; i < count; i++)
        {
            ref ContentRate rate = ref _table.At(terms[i]);
            rate.Liking += (float)(1 / (count * (Prior + rate.LikingsForetold)));
            rate.Goal += isGoal ? (float)(1 / (count * (Prior + rate.GoalsForetold))) : 0;
        }
    }

    /// <summary>The terms of an object as its profile stands: groups and entities, the price, then words.</summary>
    internal ContentTerms Describe(uint target)
    {
        ContentTerms terms = default;
        int count = 0;
        foreach (AttributeDefinition attribute in plan.Surface.Groups)
        {
            AddValue(attribute, target, ref terms, ref count);
        }

        foreach (AttributeDefinition attribute in plan.Of.Attributes)
        {
            if (attribute.Type.Kind == ValueKind.Entity && !plan.Surface.Groups.Contains(attribute))
            {
                AddValue(attribute, target, ref terms, ref count);
            }
        }

        AddAmount(target, ref terms, ref count);
        foreach (AttributeDefinition attribute in plan.Of.Attributes)
        {
            if (attribute.Type.Kind == ValueKind.Text && !plan.Surface.Groups.Contains(attribute)
                && context.Profiles.Has(plan.Of, target, attribute.Index))
            {
                AddWords(attribute, context.Profiles.Text(plan.Of, target, attribute.Index), ref terms, ref count);
            }
        }

        return terms;
    }

    private static int CountOf(in ContentTerms terms)
    {
        int count = 0;
        while (count < ContentTerms.Count && terms[count] != 0)
        {
            count++;
        }

        return count;
    }

    private void AddValue(AttributeDefinition attribute, uint target, ref ContentTerms terms, ref int count)
    {
        if (!context.Profiles.Has(plan.Of, target, attribute.Index))
        {
            return;
        }

        ulong hash = attribute.Type.Kind is ValueKind.Text or ValueKind.Entity
            ? StableHash.Of(context.Profiles.Text(plan.Of, target, attribute.Index), (ulong)attribute.Index)
            : StableHash.Of((ulong)context.Profiles.Bits(plan.Of, target, attribute.Index), (ulong)attribute.Index);
        Add(hash, ref terms, ref count);
    }

    // In steps of about two fifths.
    private void AddAmount(uint target, ref ContentTerms terms, ref int count)
    {
        if (plan.Amounts.Count == 0 || !context.Profiles.Has(plan.Of, target, plan.Amounts[0].Index))
        {
            return;
        }

        double amount = plan.AmountOf(context.Profiles, target, 0);
        if (amount > 0)
        {
            Add(
                StableHash.Of((ulong)Math.Round(2 * Math.Log2(1 + amount)), (ulong)plan.Amounts[0].Index), ref terms,
                ref count);
        }
    }

    private static void AddWords(
        AttributeDefinition attribute, ReadOnlySpan<byte> text, ref ContentTerms terms, ref int count)
    {
        while (text.Length > 0 && count < ContentTerms.Count)
        {
            int end = text.IndexOf((byte)' ');
            ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
            if (word.Length > 0)
            {
                Add(StableHash.Of(word, (ulong)attribute.Index), ref terms, ref count);
            }

            text = end < 0 ? default : text[(end + 1)..];
        }
    }

    // Place 0 is no term's; one that comes twice counts once.
    private static void Add(ulong hash, ref ContentTerms terms, ref int count)
    {
        ushort place = (ushort)(1 + (hash % (Places - 1)));
        if (count < ContentTerms.Count && !((ReadOnlySpan<ushort>)terms).Contains(place))
        {
            terms[count++] = place;
        }
    }
}
