using Souk.Core.Definition;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Creators;

/// <summary>Which events of a definition say what of creators: found from its surfaces and the kinds of its
/// fields.</summary>
internal sealed class CreatorRoles
{
    private const string CreatorKind = "creator";
    private const string ItemKind = "item";
    private const string OrderKind = "order";

    private CreatorRoles(MarketplaceDefinition definition, SurfaceDefinition creators, SurfaceDefinition shoppers)
    {
        Creator = creators.Actor;
        Item = creators.Of;
        Order = definition.EntityKinds.FirstOrDefault(k => k.Name == OrderKind);
        Shopper = shoppers.Actor;
        Sale = creators.Goal!;
        Promotions = [.. creators.Signals.Where(s => s != creators.Goal && s.Weight > 0)];
        Purchase = shoppers.Goal!;
        SaleWorth = new InteractionSpace(creators, 0);
        SaleShopper = Sale.EventType.EntityFields.FirstOrDefault(f => f.Type.Entity == Shopper);
        Views =
        [
            .. definition.EventTypes
                .Where(t => t != Sale.EventType && t != Purchase.EventType)
                .Select(t => (Type: t, Creator: FieldOf(t, creators.Actor), Shopper: FieldOf(t, Shopper)))
                .Where(v => v.Creator is not null && v.Shopper is not null && v.Type.Name != "exposure")
                .Select(v => (v.Type, v.Creator!, v.Shopper!)),
        ];
        Category = Item.FindAttribute("category") is { Type.Kind: ValueKind.Text } c ? c : null;
        Price = Item.FindAttribute("price") is { Type.Kind: ValueKind.Money } p ? p : null;
        Country = Shopper.FindAttribute("country") is { Type.Kind: ValueKind.Text } s ? s : null;
    }

    internal EntityKind Creator { get; }

    internal EntityKind Item { get; }

    /// <summary>What sales of one order have in common, or null if nothing.</summary>
    internal EntityKind? Order { get; }

    internal EntityKind Shopper { get; }

    internal SignalDefinition Sale { get; }

    internal FieldDefinition? SaleShopper { get; }

    internal IReadOnlyList<SignalDefinition> Promotions { get; }

    internal SignalDefinition Purchase { get; }

    internal InteractionSpace SaleWorth { get; }

    internal IReadOnlyList<(EventType Type, FieldDefinition Creator, FieldDefinition Shopper)> Views { get; }

    internal AttributeDefinition? Category { get; }

    internal AttributeDefinition? Price { get; }

    internal AttributeDefinition? Country { get; }

    /// <summary>Finds the roles.</summary>
    /// <exception cref="ArgumentException">The definition has no surface of items for creators, or none for
    /// shoppers.</exception>
    internal static CreatorRoles Of(MarketplaceDefinition definition)
    {
        bool IsGoalOfItems(SurfaceDefinition s) => s.Of.Name == ItemKind && s.Goal is not null;
        SurfaceDefinition? creators = definition.Surfaces.FirstOrDefault(
            s => IsGoalOfItems(s) && s.Actor.Name == CreatorKind);
        SurfaceDefinition? shoppers = definition.Surfaces.FirstOrDefault(
            s => IsGoalOfItems(s) && s.Actor.Name != CreatorKind);
        return creators is not null && shoppers is not null
            ? new CreatorRoles(definition, creators, shoppers)
            : throw new ArgumentException(
                "The definition tells nothing of creators: it needs a surface with 'of: item' and a goal whose "
                + "subjects are of the kind 'creator', such as creator_picks, and one for those who buy, such as " +
                "for_you.");
    }

    private static FieldDefinition? FieldOf(EventType type, EntityKind kind) =>
        type.EntityFields.FirstOrDefault(f => f.Type.Entity == kind);
}
