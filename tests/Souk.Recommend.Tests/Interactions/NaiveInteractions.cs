using System.Text;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Tests.Interactions;

/// <summary>The slow and obviously right counts of one space, within bounds that are not reached.</summary>
internal sealed class NaiveInteractions
{
    private readonly List<(int Second, string Shopper, string Item, int Kind)> _events = [];
    private readonly Dictionary<(string, string), int> _together = [];
    private readonly Dictionary<(string, string), int> _bought = [];

    internal void Apply(int second, string shopper, string item, int kind)
    {
        if (kind != 0)
        {
            Pair(second, shopper, item, 3_600, _together, k => k is 1 or 2 or 3);
        }

        if (kind == 1)
        {
            Pair(second, shopper, item, 86_400, _bought, k => k == 1);
        }

        _events.Add((second, shopper, item, kind));
    }

    internal void AssertEqual(Market market) => market.Read((fold, p) =>
    {
        SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
        int kind = fold.Definition.FindKind("item")!.Index;
        foreach (IGrouping<string,
            (int Second, string Shopper, string Item, int Kind)> item in _events.GroupBy(e => e.Item))
        {
            uint block = space.FindObject(fold.Entities.Find(kind, Encoding.UTF8.GetBytes(item.Key)));
            ObjectBlock found = space.ReadObject(block);
            Assert.Equal(item.Count(e => e.Kind == 0), found.Shown);
            Assert.Equal(item.Count(e => e.Kind == 1), found.Reached);
            Assert.Equal(item.Count(e => e.Kind >= 2), found.Liked);
            Assert.Equal(item.Count(e => e.Kind == 1) * 10.0, found.ValueSum);
            AssertSlots(fold, kind, item.Key, space.TogetherWith(block), _together);
            AssertSlots(fold, kind, item.Key, space.BoughtWith(block), _bought);
        }

        return true;
    });

    private static void AssertSlots(
        Souk.Core.Engine.Fold fold, int kind, string item, ReadOnlySpan<NeighbourSlot> slots,
        Dictionary<(string, string), int> counts)
    {
        Dictionary<string, int> found = [];
        foreach (NeighbourSlot slot in slots)
        {
            found.Add(Encoding.UTF8.GetString(fold.Entities.Id(kind, slot.Object)), slot.Count);
            Assert.Equal(0, slot.Excess);
        }

        Assert.Equal(
            counts.Where(c => c.Key.Item1 == item).ToDictionary(c => c.Key.Item2, c => c.Value).OrderBy(c => c.Key),
            found.OrderBy(c => c.Key));
    }

    // An object enters a session if it was not liked within the window before; it is then paired with the newest
    // others.
    private void Pair(
        int second, string shopper, string item, int window, Dictionary<(
            string, string), int> counts, Func<int, bool> counted)
    {
        List<(string Item, int Last)> newest =
        [
            .. _events.Where(e => e.Shopper == shopper && counted(e.Kind)).GroupBy(e => e.Item)
                .Select(g => (g.Key, g.Max(e => e.Second))).Where(g => second - g.Item2 < window),
        ];
        if (newest.Exists(n => n.Item == item))
        {
            return;
        }

        foreach ((string other, _) in newest.OrderByDescending(n => n.Last).Take(InteractionLimits.PairsPerEvent))
        {
            counts[(item, other)] = counts.GetValueOrDefault((item, other)) + 1;
            counts[(other, item)] = counts.GetValueOrDefault((other, item)) + 1;
        }
    }
}
