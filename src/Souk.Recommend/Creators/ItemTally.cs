using System.Runtime.InteropServices;

namespace Souk.Recommend.Creators;

/// <summary>What the log says of one item by day.</summary>
internal sealed class ItemTally(int firstDay)
{
    private readonly List<(int Day, int Sales)> _sales = [];
    private readonly Dictionary<string, PromotionTally> _promotions = [];

    /// <summary>The day (UTC, since 1970) of the first event that named it.</summary>
    internal int FirstDay => firstDay;

    internal IReadOnlyDictionary<string, PromotionTally> Promotions => _promotions;

    internal PromotionTally By(string creator)
    {
        ref PromotionTally? own = ref CollectionsMarshal.GetValueRefOrAddDefault(_promotions, creator, out _);
        return own ??= new PromotionTally();
    }

    /// <summary>Counts a sale; days come in order.</summary>
    internal void Sell(int day)
    {
        if (_sales.Count > 0 && _sales[^1].Day == day)
        {
            _sales[^1] = (day, _sales[^1].Sales + 1);
        }
        else
        {
            _sales.Add((day, 1));
        }
    }

    internal int SalesOn(int day)
    {
        int at = _sales.BinarySearch((day, 0));
        at = at < 0 ? ~at : at;
        return at < _sales.Count && _sales[at].Day == day ? _sales[at].Sales : 0;
    }
}
