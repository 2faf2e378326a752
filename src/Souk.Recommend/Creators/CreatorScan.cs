using System.Runtime.InteropServices;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;

namespace Souk.Recommend.Creators;

/// <summary>Takes in the events of a log, in order, with the profiles as they are at each event.</summary>
internal sealed class CreatorScan(CreatorRoles roles, SuspectActs suspects)
{
    internal Dictionary<string, CreatorTally> Creators { get; } = [];

    internal Dictionary<string, ItemTally> Items { get; } = [];

    /// <summary>What shoppers bought, by category.</summary>
    internal Dictionary<string, DecayedShares> Tastes { get; } = [];

    /// <summary>The weighted sum of the logarithms of prices that shoppers bought at, and the weights.</summary>
    internal Dictionary<string, (double Sum, double Weight)> Prices { get; } = [];

    internal Dictionary<string, string> Countries { get; } = [];

    /// <summary>The last day of the log (UTC, since 1970).</summary>
    internal int LastDay { get; private set; }

    private double FirstTime { get; set; } = double.NaN;

    internal void Take(EventView e)
    {
        LastDay = (int)(e.Time.Microseconds / CreatorLimits.DayMicroseconds);
        double days = (double)e.Time.Microseconds / CreatorLimits.DayMicroseconds;
        FirstTime = double.IsNaN(FirstTime) ? days : FirstTime;
        double age = days - FirstTime;
        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (field.Type.Entity == roles.Item && e.Has(field.Index))
            {
                ItemOf(e.TextString(field.Index));
            }
        }

        if (suspects.Include(e))
        {
            return;
        }

        foreach ((EventType type, FieldDefinition creator, FieldDefinition shopper) in roles.Views)
        {
            if (type == e.Type && e.Has(creator.Index) && e.Has(shopper.Index))
            {
                Meet(e, creator, shopper, age, isPurchase: false);
            }
        }

        foreach (SignalDefinition promotion in roles.Promotions)
        {
            if (Means(e, promotion))
            {
                Creator(e, promotion.Subject).Interests.Add(
                    CategoryOf(e, promotion.Object), DecayedShares.WeightAt(age));
                ItemOf(e.TextString(promotion.Object.Index)).By(e.TextString(promotion.Subject.Index)).Promote(LastDay);
            }
        }

        if (Means(e, roles.Sale))
        {
            Sell(e, age);
        }

        if (Means(e, roles.Purchase))
        {
            Purchase(e, age);
        }
    }

    private static bool Means(EventView e, SignalDefinition signal) =>
        signal.EventType == e.Type && e.Has(signal.Subject.Index) && e.Has(signal.Object.Index);

    private void Sell(EventView e, double age)
    {
        double value = roles.SaleWorth.ValueOf(e);
        CreatorTally creator = Creator(e, roles.Sale.Subject);
        creator.Sell(value);
        creator.Interests.Add(
            CategoryOf(e, roles.Sale.Object), CreatorLimits.PurchaseWeight * DecayedShares.WeightAt(age));
        ItemOf(e.TextString(roles.Sale.Object.Index)).By(e.TextString(roles.Sale.Subject.Index)).Sell(value);
        if (roles.SaleShopper is FieldDefinition shopper && e.Has(shopper.Index))
        {
            Meet(e, roles.Sale.Subject, shopper, age, isPurchase: true);
        }
    }

    private void Purchase(EventView e, double age)
    {
        ItemOf(e.TextString(roles.Purchase.Object.Index)).Sell(LastDay);
        string shopper = e.TextString(roles.Purchase.Subject.Index);
        double weight = DecayedShares.WeightAt(age);
        string category = CategoryOf(e, roles.Purchase.Object);
        if (category.Length > 0)
        {
            ref DecayedShares? taste = ref CollectionsMarshal.GetValueRefOrAddDefault(Tastes, shopper, out _);
            (taste ??= new DecayedShares(CreatorLimits.Categories)).Add(category, weight);
        }

        uint item = e.Entity(roles.Purchase.Object.Index);
        if (roles.Price is AttributeDefinition price && e.Profiles.Has(roles.Item, item, price.Index)
            && Money.FromUnits(e.Profiles.Bits(roles.Item, item, price.Index)).ToDouble() is > 0 and double amount)
        {
            (double sum, double all) = Prices.GetValueOrDefault(shopper);
            Prices[shopper] = (sum + (weight * Math.Log(amount)), all + weight);
        }
    }

    private void Meet(EventView e, FieldDefinition creator, FieldDefinition shopper, double age, bool isPurchase)
    {
        string id = e.TextString(shopper.Index);
        double weight = DecayedShares.WeightAt(age) * (isPurchase ? CreatorLimits.PurchaseWeight : 1);
        Creator(e, creator).Meet(id, weight, age, isPurchase);
        if (roles.Country is AttributeDefinition country
            && e.Profiles.Has(roles.Shopper, e.Entity(shopper.Index), country.Index))
        {
            Countries[id] = string.Intern(e.Profiles.TextString(roles.Shopper, e.Entity(shopper.Index), country.Index));
        }
    }

    private CreatorTally Creator(EventView e, FieldDefinition field)
    {
        string id = e.TextString(field.Index);
        ref CreatorTally? tally = ref CollectionsMarshal.GetValueRefOrAddDefault(Creators, id, out _);
        return tally ??= new CreatorTally();
    }

    private ItemTally ItemOf(string id)
    {
        ref ItemTally? tally = ref CollectionsMarshal.GetValueRefOrAddDefault(Items, id, out _);
        return tally ??= new ItemTally(LastDay);
    }

    private string CategoryOf(EventView e, FieldDefinition item) => roles.Category is AttributeDefinition category
        ? e.Profiles.TextString(roles.Item, e.Entity(item.Index), category.Index) : "";
}
