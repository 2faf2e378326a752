using System.Runtime.InteropServices;

namespace Souk.Recommend.Creators;

/// <summary>What the log says of one creator.</summary>
internal sealed class CreatorTally
{
    private Dictionary<string, Member> _members = [];

    internal IReadOnlyDictionary<string, Member> Members => _members;

    internal DecayedShares Interests { get; } = new();

    internal int Sales { get; private set; }

    internal double Value { get; private set; }

    internal double SumOfSquares { get; private set; }

    internal int Buyers => _members.Values.Count(m => m.HasBought);

    internal void Meet(string shopper, double weight, double day, bool isPurchase)
    {
        ref Member member = ref CollectionsMarshal.GetValueRefOrAddDefault(_members, shopper, out _);
        member.Weight += weight;
        member.Day = day;
        member.HasBought |= isPurchase;
        if (_members.Count >= 2 * CreatorLimits.Audience)
        {
            _members = _members.OrderByDescending(m => m.Value.Day).ThenBy(m => m.Key, StringComparer.Ordinal)
                .Take(CreatorLimits.Audience).ToDictionary();
        }
    }

    internal void Sell(double value)
    {
        Sales++;
        Value += value;
        SumOfSquares += value * value;
    }

    /// <summary>A member of the audience.</summary>
    internal struct Member
    {
        internal double Weight;
        internal double Day;
        internal bool HasBought;
    }
}
