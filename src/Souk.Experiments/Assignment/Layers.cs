using System.Text;
using Souk.Core.State;

namespace Souk.Experiments.Assignment;

/// <summary>
/// Stable assignment: a unit's place in a layer is a hash of the layer and the unit's id, the variant a second hash
/// with the experiment's name. Both stay the same for ever, on every machine, and need no state.
/// </summary>
public static class Layers
{
    /// <summary>How finely a layer is divided: shares are whole ten-thousandths.</summary>
    public const int Slots = 10_000;

    private const ulong SlotSeed = 0x51;
    private const ulong VariantSeed = 0x56;

    /// <summary>How many slots a share takes: at least one.</summary>
    public static int SlotsOf(double share) => Math.Max(1, (int)Math.Round(share * Slots));

    /// <summary>The place of a unit in a layer, 0 to <see cref="Slots"/> − 1.</summary>
    /// <param name="layer">The layer's name.</param>
    /// <param name="unit">The unit's id, UTF-8.</param>
    public static int SlotOf(string layer, ReadOnlySpan<byte> unit) => (int)(Uniform(layer, unit, SlotSeed) * Slots);

    /// <summary>The variant of a unit that takes part.</summary>
    /// <param name="plan">The experiment.</param>
    /// <param name="unit">The unit's id, UTF-8.</param>
    public static int VariantOf(ExperimentPlan plan, ReadOnlySpan<byte> unit)
    {
        ArgumentNullException.ThrowIfNull(plan);
        double at = Uniform(plan.Name, unit, VariantSeed) * plan.Variants.Sum(v => v.Weight);
        for (int i = 0; i < plan.Variants.Count - 1; i++)
        {
            at -= plan.Variants[i].Weight;
            if (at < 0)
            {
                return i;
            }
        }

        return plan.Variants.Count - 1;
    }

    /// <summary>The first slot of a free run of slots, or −1 if there is none.</summary>
    /// <param name="taken">First slot and count of the experiments that run in the layer.</param>
    /// <param name="wanted">How many slots are asked for.</param>
    public static int FindFree(IEnumerable<(int First, int Count)> taken, int wanted)
    {
        int free = 0;
        foreach ((int first, int count) in taken.OrderBy(t => t.First))
        {
            if (first - free >= wanted)
            {
                break;
            }

            free = first + count;
        }

        return free + wanted <= Slots ? free : -1;
    }

    private static double Uniform(string salt, ReadOnlySpan<byte> unit, ulong seed)
    {
        ulong salted = StableHash.Of(Encoding.UTF8.GetBytes(salt), seed);
        return (StableHash.Of(unit, salted) >> 11) * (1.0 / (1UL << 53));
    }
}
