using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>
/// Keeps the objects with the highest trends in order. Trends are decayed sums told at the zero of log time (forward
/// decay, Cormode et al., ICDE 2009), so they only rise and compare across moments: the list is exact.
/// </summary>
internal static class LeaderTable
{
    /// <summary>The list's size in bytes.</summary>
    internal static readonly int Bytes = InteractionLimits.Leaders * Unsafe.SizeOf<Leader>();

    /// <summary>Notes that an object's trend has risen.</summary>
    /// <param name="arena">Where the list is.</param>
    /// <param name="list">Its handle.</param>
    /// <param name="count">How many it holds.</param>
    /// <param name="leader">The object and its new trend.</param>
    /// <param name="entered">Whether the object is new in the list.</param>
    /// <param name="left">The object that left the list for it, or 0.</param>
    /// <returns>How many it holds now.</returns>
    internal static int Rise(Arena arena, uint list, int count, Leader leader, out bool entered, out uint left)
    {
        entered = false;
        left = 0;
        ReadOnlySpan<Leader> read = arena.ReadSpan<Leader>(list, count);
        if (count == InteractionLimits.Leaders && leader.Trend <= read[count - 1].Trend)
        {
            return count;
        }

        int at = 0;
        while (at < count && read[at].Object != leader.Object)
        {
            at++;
        }

        Span<Leader> leaders = arena.WriteSpan<Leader>(list, InteractionLimits.Leaders);
        if (at == count)
        {
            entered = true;
            if (count == InteractionLimits.Leaders)
            {
                at = count - 1;
                left = leaders[at].Object;
            }
            else
            {
                count++;
            }
        }

        while (at > 0 && leaders[at - 1].Trend < leader.Trend)
        {
            leaders[at] = leaders[at - 1];
            at--;
        }

        // An object that was let go and came back starts anew, below where it stood.
        while (at < count - 1 && leaders[at + 1].Trend > leader.Trend)
        {
            leaders[at] = leaders[at + 1];
            at++;
        }

        leaders[at] = leader;
        return count;
    }

    /// <summary>Takes an object out, if it is in.</summary>
    /// <returns>Whether it was.</returns>
    internal static bool Remove(Arena arena, uint list, ref int count, uint target)
    {
        ReadOnlySpan<Leader> read = arena.ReadSpan<Leader>(list, count);
        for (int i = 0; i < count; i++)
        {
            if (read[i].Object == target)
            {
                Span<Leader> leaders = arena.WriteSpan<Leader>(list, InteractionLimits.Leaders);
                leaders[(i + 1)..count].CopyTo(leaders[i..]);
                count--;
                return true;
            }
        }

        return false;
    }
}
