using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;

namespace Souk.Recommend.Creators;

/// <summary>Finds the acts of events, in order, with the profiles as they are at each event.</summary>
internal sealed class CreatorReader(CreatorRoles roles, SuspectActs suspects, CreatorActFile acts, CreatorScan scan)
{
    private double _firstTime = double.NaN;

    internal void Take(EventView e)
    {
        int day = (int)(e.Time.Microseconds / CreatorLimits.DayMicroseconds);
        double days = (double)e.Time.Microseconds / CreatorLimits.DayMicroseconds;
        _firstTime = double.IsNaN(_firstTime) ? days : _firstTime;
        scan.LastDay = day;
        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (field.Type.Entity == roles.Item && e.Has(field.Index))
            {
                scan.ItemOf(e.TextString(field.Index), day);
            }
        }

        if (suspects.Look(e))
        {
            return;
        }

        CreatorAct act = new(default, day, days - _firstTime, "", "", "", "", "", 0, 0);
        foreach ((EventType type, FieldDefinition creator, FieldDefinition shopper) in roles.Views)
        {
            if (type == e.Type && e.Has(creator.Index) && e.Has(shopper.Index))
            {
                acts.Add(By(Of(act, e, creator), e, shopper) with { Kind = CreatorActKind.View }, e, suspects);
            }
        }

        foreach (SignalDefinition promotion in roles.Promotions)
        {
            if (Means(e, promotion))
            {
                CreatorAct of = Of(act, e, promotion.Subject) with { Kind = CreatorActKind.Promotion };
                acts.Add(With(of, e, promotion.Object), e, suspects);
            }
        }

        if (Means(e, roles.Sale))
        {
            CreatorAct of = Of(act, e, roles.Sale.Subject) with { Kind = CreatorActKind.Sale };
            of = With(of, e, roles.Sale.Object) with { Value = roles.SaleWorth.ValueOf(e) };
            acts.Add(
                roles.SaleShopper is FieldDefinition shopper && e.Has(shopper.Index) ? By(of, e, shopper) : of, e,
                suspects);
        }

        if (Means(e, roles.Purchase))
        {
            CreatorAct of = act with
            {
                Kind = CreatorActKind.Purchase,
                Shopper = e.TextString(roles.Purchase.Subject.Index),
                Price = PriceOf(e, roles.Purchase.Object),
            };
            acts.Add(With(of, e, roles.Purchase.Object), e, suspects);
        }
    }

    private static bool Means(EventView e, SignalDefinition signal) =>
        signal.EventType == e.Type && e.Has(signal.Subject.Index) && e.Has(signal.Object.Index);

    private static CreatorAct Of(CreatorAct act, EventView e, FieldDefinition creator) =>
        act with { Creator = e.TextString(creator.Index) };

    private CreatorAct By(CreatorAct act, EventView e, FieldDefinition shopper) => act with
    {
        Shopper = e.TextString(shopper.Index),
        Country = roles.Country is AttributeDefinition country
            && e.Profiles.Has(roles.Shopper, e.Entity(shopper.Index), country.Index)
                ? e.Profiles.TextString(roles.Shopper, e.Entity(shopper.Index), country.Index) : "",
    };

    private CreatorAct With(CreatorAct act, EventView e, FieldDefinition item) => act with
    {
        Item = e.TextString(item.Index),
        Category = roles.Category is AttributeDefinition category
            ? e.Profiles.TextString(roles.Item, e.Entity(item.Index), category.Index) : "",
    };

    private double PriceOf(EventView e, FieldDefinition item)
    {
        uint number = e.Entity(item.Index);
        return roles.Price is AttributeDefinition price && e.Profiles.Has(roles.Item, number, price.Index)
            ? Money.FromUnits(e.Profiles.Bits(roles.Item, number, price.Index)).ToDouble() : 0;
    }
}
