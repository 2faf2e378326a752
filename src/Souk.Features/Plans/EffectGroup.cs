using Souk.Features.Cells;

namespace Souk.Features.Plans;

/// <summary>
/// Cells of one row that events of one type update together, at most <see cref="MaxBits"/>; so one journal record with
/// a bit a cell says which were updated and with what values.
/// </summary>
internal sealed class EffectGroup
{
    /// <summary>Bits of a record: its head stays at 8 bytes (row, group, bits).</summary>
    internal const int MaxBits = 16;

    /// <summary>The bytes before a record's values.</summary>
    internal const int HeadBytes = 8;

    internal EffectGroup(int id, int store, CellBinding[] bindings)
    {
        Id = (ushort)id;
        Store = store;
        Bindings = bindings;
        Bits = new int[bindings.Length];
        int bit = 0;
        for (int i = 0; i < bindings.Length; i++)
        {
            Bits[i] = bit;
            bit += BitsOf(bindings[i]);
        }
    }

    internal ushort Id { get; }

    internal int Store { get; }

    internal CellBinding[] Bindings { get; }

    /// <summary>The bit of each binding; its weight's is the next.</summary>
    internal int[] Bits { get; }

    /// <summary>The bits that every event sets.</summary>
    internal int AlwaysMask { get; private set; }

    /// <summary>The bits that the journal carries.</summary>
    internal int JournalMask { get; private set; }

    /// <summary>The bits whose values the journal carries.</summary>
    internal int JournalValueMask { get; private set; }

    /// <summary>For each cursor what it does.</summary>
    internal CellStep[][] Steps { get; private set; } = [];

    /// <summary>The cursor after which a record does not concern the row any more, or -1 if there are no
    /// records.</summary>
    internal int LastCursor { get; private set; } = -1;

    /// <summary>What the entry of an event touches in the row, in units of 8 bytes; see
    /// <see cref="CacheLines"/>.</summary>
    internal uint[] EntryLines { get; private set; } = [];

    /// <summary>For each cursor what it touches in the row.</summary>
    internal uint[][] StepLines { get; private set; } = [];

    internal static int BitsOf(CellBinding binding) => binding.Weight >= 0 ? 2 : 1;

    /// <summary>Lays the steps out, once cells know their cursors.</summary>
    internal void Seal(int cursors)
    {
        List<CellStep>[] steps = [.. Enumerable.Range(0, cursors).Select(_ => new List<CellStep>())];
        for (int i = 0; i < Bindings.Length; i++)
        {
            CellBinding binding = Bindings[i];
            AlwaysMask |= binding.Condition < 0 && binding.Value < 0 ? 1 << Bits[i] : 0;
            AddSteps(binding, Bits[i], steps);
        }

        Steps = [.. steps.Select(s => s.ToArray())];
        LastCursor = Array.FindLastIndex(Steps, s => s.Length > 0);
        EntryLines = CacheLines.OfEntry(Bindings.Select(b => b.Cell).Where(c => c.EntryCursor < 0));
        StepLines = [.. Steps.Select(s => s.Length == 0 ? [] : CacheLines.OfSteps(s))];
    }

    private void AddSteps(CellBinding binding, int bit, List<CellStep>[] steps)
    {
        Cell cell = binding.Cell;
        int bits = binding.Weight >= 0 ? 3 << bit : 1 << bit;
        bool entersLater = cell.EntryCursor >= 0;
        if (entersLater)
        {
            steps[cell.EntryCursor].Add(new CellStep(cell, bit, CellStep.Entry, binding.Weight >= 0));
        }

        for (int window = 0; window < cell.Windows.Length; window++)
        {
            if (CellEraser.Concerns(cell, window))
            {
                steps[cell.Cursors[window]].Add(new CellStep(cell, bit, window, HasWeight: false));
            }
        }

        if (entersLater || cell.IsWindowed)
        {
            JournalMask |= bits;
        }

        if (binding.Value >= 0 && (entersLater || (cell.IsWindowed && cell.LeavesWithValue)))
        {
            JournalValueMask |= bits;
        }
    }
}
