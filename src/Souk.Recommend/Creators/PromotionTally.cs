namespace Souk.Recommend.Creators;

/// <summary>What one creator did for one item.</summary>
internal sealed class PromotionTally
{
    private readonly List<int> _days = [];

    /// <summary>The days with a promotion, in order.</summary>
    internal IReadOnlyList<int> Days => _days;

    internal int Sales { get; private set; }

    internal double Value { get; private set; }

    internal void Promote(int day)
    {
        if (_days.Count == 0 || _days[^1] != day)
        {
            _days.Add(day);
        }
    }

    internal void Sell(double value)
    {
        Sales++;
        Value += value;
    }

    internal bool IsPromotedOn(int day) => _days.BinarySearch(day) >= 0;
}
