using System.Numerics;
using Souk.Core.Definition;

namespace Souk.Features.Plans;

/// <summary>All that is done with events, resolved once: which cells there are, what each event type does to them, and
/// how far behind the head the cursors follow.</summary>
internal sealed class FeaturePlan
{
    /// <summary>The most cursors: different delays and ends of windows of one definition. Each costs a look an
    /// event.</summary>
    internal const int MaxCursors = MarketplaceDefinition.MaxWindowEnds;

    internal FeaturePlan(StorePlan[] stores, TableUpdate[][] updates, long[] offsets)
    {
        Stores = stores;
        Updates = updates;
        Offsets = offsets;
        Groups = [.. updates.SelectMany(u => u).SelectMany(u => u.Groups).OrderBy(g => g.Id)];
        LargestRecord = updates.Select(LargestRecordOf).DefaultIfEmpty(0).Max();
    }

    internal StorePlan[] Stores { get; }

    /// <summary>For each event type what its events do.</summary>
    internal TableUpdate[][] Updates { get; }

    /// <summary>How far each cursor is behind, in microseconds, rising.</summary>
    internal long[] Offsets { get; }

    /// <summary>The groups by their ids.</summary>
    internal EffectGroup[] Groups { get; }

    /// <summary>The most bytes that one event can put into the journal.</summary>
    internal int LargestRecord { get; }

    private static int LargestRecordOf(TableUpdate[] updates) => updates.SelectMany(u => u.Groups)
        .Sum(g => EffectGroup.HeadBytes + (BitOperations.PopCount((uint)g.JournalValueMask) * sizeof(long)));
}
