using System.Runtime.InteropServices;

namespace Souk.Recommend.Creators;

/// <summary>Takes in the acts of a log, in order.</summary>
internal sealed class CreatorScan
{
    internal Dictionary<string, CreatorTally> Creators { get; } = [];

    internal Dictionary<string, ItemTally> Items { get; } = [];

    /// <summary>What shoppers bought, by category.</summary>
    internal Dictionary<string, DecayedShares> Tastes { get; } = [];

    /// <summary>The weighted sum of the logarithms of prices that shoppers bought at, and the weights.</summary>
    internal Dictionary<string, (double Sum, double Weight)> Prices { get; } = [];

    internal Dictionary<string, string> Countries { get; } = [];

    /// <summary>The last day of the log (UTC, since 1970).</summary>
    internal int LastDay { get; set; }

    /// <summary>The tally of an item that an event of a day names.</summary>
    internal ItemTally ItemOf(string id, int day)
    {
        ref ItemTally? tally = ref CollectionsMarshal.GetValueRefOrAddDefault(Items, id, out _);
        return tally ??= new ItemTally(day);
    }

    internal void Take(in CreatorAct act)
    {
        double weight = DecayedShares.WeightAt(act.Age);
        switch (act.Kind)
        {
            case CreatorActKind.View:
                Meet(act, weight, isPurchase: false);
                break;
            case CreatorActKind.Promotion:
                Creator(act.Creator).Interests.Add(act.Category, weight);
                ItemOf(act.Item, act.Day).By(act.Creator).Promote(act.Day);
                break;
            case CreatorActKind.Sale:
                CreatorTally creator = Creator(act.Creator);
                creator.Sell(act.Value);
                creator.Interests.Add(act.Category, CreatorLimits.PurchaseWeight * weight);
                ItemOf(act.Item, act.Day).By(act.Creator).Sell(act.Value);
                if (act.Shopper.Length > 0)
                {
                    Meet(act, CreatorLimits.PurchaseWeight * weight, isPurchase: true);
                }

                break;
            case CreatorActKind.Purchase:
                Purchase(act, weight);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "an unknown kind of act");
        }
    }

    private void Purchase(in CreatorAct act, double weight)
    {
        ItemOf(act.Item, act.Day).Sell(act.Day);
        if (act.Category.Length > 0)
        {
            ref DecayedShares? taste = ref CollectionsMarshal.GetValueRefOrAddDefault(Tastes, act.Shopper, out _);
            (taste ??= new DecayedShares(CreatorLimits.Categories)).Add(act.Category, weight);
        }

        if (act.Price > 0)
        {
            (double sum, double all) = Prices.GetValueOrDefault(act.Shopper);
            Prices[act.Shopper] = (sum + (weight * Math.Log(act.Price)), all + weight);
        }
    }

    private void Meet(in CreatorAct act, double weight, bool isPurchase)
    {
        Creator(act.Creator).Meet(act.Shopper, weight, act.Age, isPurchase);
        if (act.Country.Length > 0)
        {
            Countries[act.Shopper] = act.Country;
        }
    }

    private CreatorTally Creator(string id)
    {
        ref CreatorTally? tally = ref CollectionsMarshal.GetValueRefOrAddDefault(Creators, id, out _);
        return tally ??= new CreatorTally();
    }
}
