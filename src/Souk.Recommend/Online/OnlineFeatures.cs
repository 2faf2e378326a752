using Souk.Core.Definition;
using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Recommend.Online;

/// <summary>Where the features of an impression stand among the weights of its surface: level, slope of the model's
/// log-odds, place, and by hash the object and the values of its groups.</summary>
internal static class OnlineFeatures
{
    /// <summary>The weights of a surface. Two of a few thousand objects share one by chance now and then, which costs
    /// them a little precision.</summary>
    internal const int Slots = 1 << 16;

    /// <summary>The weight of the level.</summary>
    internal const int Level = 0;

    /// <summary>The weight of the model's log-odds.</summary>
    internal const int Slope = 1;

    /// <summary>The hashed weights of an impression: the object's and those of its first groups.</summary>
    internal const int Hashed = 4;

    /// <summary>How many places are told apart, counted from <see cref="FirstPlace"/>.</summary>
    internal const int Places = 8;

    /// <summary>The weight of the first place.</summary>
    internal const int FirstPlace = 2;

    private const int UnknownPlace = 7;
    private const int FirstHashed = 8;
    private const ulong ObjectSeed = 0x0B1E_C7;

    /// <summary>The weight of a place, from 1; unknown places have one of their own.</summary>
    internal static int OfPlace(long place) => place switch
    {
        < 1 => UnknownPlace,
        1 => FirstPlace,
        2 => FirstPlace + 1,
        3 => FirstPlace + 2,
        <= 6 => FirstPlace + 3,
        _ => FirstPlace + 4,
    };

    /// <summary>The hashed weights of an object.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="profiles">The profiles, as they are now.</param>
    /// <param name="number">The object's number.</param>
    /// <param name="id">Its id, UTF-8.</param>
    /// <param name="slots">Takes <see cref="Hashed"/> places; 0 where there is no value.</param>
    internal static void OfObject(
        SurfaceDefinition surface, ProfileStore profiles, uint number, ReadOnlySpan<byte> id, Span<ushort> slots)
    {
        slots[0] = Slot(StableHash.Of(id, ObjectSeed));
        for (int i = 1; i < Hashed; i++)
        {
            slots[i] = 0;
            if (i <= surface.Groups.Count && surface.Groups[i - 1] is AttributeDefinition group
                && profiles.Has(surface.Of, number, group.Index))
            {
                slots[i] = Slot(StableHash.Of((ulong)profiles.Bits(surface.Of, number, group.Index), (ulong)i));
            }
        }
    }

    private static ushort Slot(ulong hash) => (ushort)(FirstHashed + (hash % (Slots - FirstHashed)));
}
