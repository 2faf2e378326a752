using Souk.Recommend.Interactions;

namespace Souk.Recommend.Recall;

/// <summary>How strongly two objects go together, from counts.</summary>
internal static class Togetherness
{
    // Two objects seen together once say little: a count of 2 weighs half.
    private const double Shrinkage = 2;

    /// <summary>The cosine of sessions or baskets, shrunk where there are few: 0 to 1.</summary>
    internal static double Cosine(in NeighbourSlot slot, double ofOne, double ofOther)
    {
        double count = Math.Max(0, slot.Count - slot.Excess);
        double base_ = Math.Sqrt(Math.Max(1, ofOne) * Math.Max(1, ofOther));
        return Math.Min(1, count / base_) * count / (count + Shrinkage);
    }

    /// <summary>How much likelier the other is beside the one than anywhere; 1 is by chance.</summary>
    internal static double Lift(in NeighbourSlot slot, double ofOne, double ofOther, double all)
    {
        double count = Math.Max(0, slot.Count - slot.Excess);
        return count * Math.Max(1, all) / Math.Max(1, ofOne * ofOther);
    }
}
