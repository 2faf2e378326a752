using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Risk.Lists;

/// <summary>
/// The lists of a marketplace in an arena: one hash index over the entries of all lists. A lookup asks for the exact
/// value, for each prefix length that the list has, and (for addresses) for each range length that it has.
/// </summary>
internal sealed class ListTable
{
    private const int IndexRoot = 8;
    private const int HeadsRoot = 9;
    private const int CountRoot = 10;
    private const int TextsRoot = 11;
    private const int TextCountRoot = 12;
    private static readonly int _entryBytes = Unsafe.SizeOf<EntryBlock>();

    // A walk holds the sequencer off: this many buckets take about 10 ms when they are not in the cache.
    private const uint MaxBucketsOfWalk = 50_000;

    private readonly Arena _arena;
    private readonly Dictionary<string, uint> _heads = [];
    private readonly Dictionary<string, uint> _numbers = [];
    private readonly List<string> _texts = [];
    private HashIndex _index;

    internal ListTable(Arena arena)
    {
        _arena = arena;
        _index = HashIndex.Create(arena);
        arena.SetRoot(IndexRoot, _index.Handle);
        arena.SetRoot(HeadsRoot, PagedArray<uint>.Create(arena).Handle);
        arena.SetRoot(TextsRoot, PagedArray<uint>.Create(arena).Handle);
    }

    /// <summary>The lists and how many entries each has.</summary>
    internal IEnumerable<(string Name, long Count)> All => _heads.OrderBy(h => h.Key, StringComparer.Ordinal)
        .Select(h => (h.Key, _arena.Read<ListBlock>(h.Value).Count));

    internal void Open()
    {
        _index = HashIndex.Open(_arena, (uint)_arena.GetRoot(IndexRoot));
        _heads.Clear();
        _numbers.Clear();
        _texts.Clear();
        PagedArray<uint> texts = PagedArray<uint>.Open(_arena, (uint)_arena.GetRoot(TextsRoot));
        for (uint i = 0; i < _arena.GetRoot(TextCountRoot); i++)
        {
            string text = Encoding.UTF8.GetString(ArenaTextOf(texts.Get(i)));
            _numbers.Add(text, i + 1);
            _texts.Add(text);
        }

        PagedArray<uint> heads = PagedArray<uint>.Open(_arena, (uint)_arena.GetRoot(HeadsRoot));
        for (uint i = 0; i < _arena.GetRoot(CountRoot); i++)
        {
            uint head = heads.Get(i);
            _heads.Add(_texts[(int)_arena.Read<ListBlock>(head).Name - 1], head);
        }
    }

    /// <summary>Adds an entry, or replaces the one of the same value.</summary>
    internal void Add(string list, in ListKey key, ListEntry entry)
    {
        uint head = HeadOf(list);
        uint hash = HashOf(head, key);
        uint block = _index.Find(hash, new EntryMatch(head, key.Kind, key.Length, key.Bytes));
        if (block == 0)
        {
            block = _arena.Allocate(_entryBytes + key.Bytes.Length);
            key.Bytes.CopyTo(_arena.WriteSpan<byte>(block, _entryBytes + key.Bytes.Length)[_entryBytes..]);
            ref EntryBlock made = ref _arena.Write<EntryBlock>(block);
            made.List = head;
            made.Form = key.Kind;
            made.Length = (short)key.Length;
            made.ByteCount = (short)key.Bytes.Length;
            _index.Add(hash, block);
            ref ListBlock counted = ref _arena.Write<ListBlock>(head);
            counted.Count++;
            counted.Lengths(key.Kind)[key.Length]++;
        }

        uint reason = NumberOf(entry.Reason);
        uint source = NumberOf(entry.Source);
        _arena.Write<ListBlock>(head).Changes++;
        ref EntryBlock written = ref _arena.Write<EntryBlock>(block);
        written.Until = entry.Until?.Microseconds ?? long.MaxValue;
        written.Score = (float)entry.Score;
        written.Reason = reason;
        written.Source = source;
    }

    /// <summary>Takes an entry out; one that is not there is passed over.</summary>
    internal void Remove(string list, in ListKey key)
    {
        if (!_heads.TryGetValue(list, out uint head))
        {
            return;
        }

        uint block = _index.Find(HashOf(head, key), new EntryMatch(head, key.Kind, key.Length, key.Bytes));
        if (block != 0)
        {
            _index.Remove(block);
            _arena.Free(block, _entryBytes + key.Bytes.Length);
            ref ListBlock counted = ref _arena.Write<ListBlock>(head);
            counted.Count--;
            counted.Changes++;
            counted.Lengths(key.Kind)[key.Length]--;
        }
    }

    /// <summary>Whether a value is in a list at a time.</summary>
    internal bool Contains(string list, string value, LogTime now) => Look(list, value, now) != 0;

    /// <summary>The entry that a value meets in a list at a time, or null.</summary>
    internal ListEntry? Find(string list, string value, LogTime now)
    {
        uint block = Look(list, value, now);
        if (block == 0)
        {
            return null;
        }

        return Open(block);
    }

    /// <summary>The entries of a list in some buckets of the index, which holds all lists.</summary>
    /// <param name="list">The list.</param>
    /// <param name="from">The first bucket.</param>
    /// <param name="most">After how many entries to stop, at the next bucket.</param>
    internal ListPage? Walk(string list, uint from, int most)
    {
        if (!_heads.TryGetValue(list, out uint head))
        {
            return null;
        }

        List<ListEntry> entries = [];
        uint bucket = from;
        uint end = Math.Min(_index.Buckets, from + MaxBucketsOfWalk);
        for (; bucket < end && entries.Count < most; bucket++)
        {
            for (uint block = _index.FirstInBucket(bucket); block != 0; block = _arena.Read<ChainLink>(block).Next)
            {
                if (_arena.Read<EntryBlock>(block).List == head)
                {
                    entries.Add(Open(block));
                }
            }
        }

        return new ListPage(
            entries, bucket < _index.Buckets ? bucket : null, _arena.Read<ListBlock>(head).Changes);
    }

    private ListEntry Open(uint block)
    {
        EntryBlock entry = _arena.Read<EntryBlock>(block);
        ReadOnlySpan<byte> bytes = _arena.ReadSpan<byte>(block, _entryBytes + entry.ByteCount)[_entryBytes..];
        string written = entry.Form switch
        {
            ListKey.Form.Exact => Encoding.UTF8.GetString(bytes),
            ListKey.Form.Prefix => Encoding.UTF8.GetString(bytes) + "*",
            _ => $"{new IPAddress(bytes)}/{entry.Length}",
        };
        LogTime? until = entry.Until == long.MaxValue ? null : new LogTime(entry.Until);
        return new ListEntry(written, TextOf(entry.Reason), TextOf(entry.Source), until, entry.Score);
    }

    private uint Look(string list, string value, LogTime now)
    {
        if (!_heads.TryGetValue(list, out uint head) || value.Length > ListKey.MaxBytes)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[ListKey.MaxBytes];
        if (!Encoding.UTF8.TryGetBytes(value, bytes, out int count) || count == 0)
        {
            return 0;
        }

        bytes = bytes[..count];
        uint found = LookForm(head, ListKey.Form.Exact, count, bytes, now);
        if (found == 0 && _arena.Read<ListBlock>(head).HasPrefixes)
        {
            for (int length = 1; length <= count && found == 0; length++)
            {
                found = LookForm(head, ListKey.Form.Prefix, length, bytes[..length], now);
            }
        }

        return found == 0 && _arena.Read<ListBlock>(head).HasRanges ? LookRanges(head, value, now) : found;
    }

    private uint LookRanges(uint head, string value, LogTime now)
    {
        if (!IPAddress.TryParse(value, out IPAddress? parsed))
        {
            return 0;
        }

        Span<byte> address = stackalloc byte[16];
        IPAddress plain = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        plain.TryWriteBytes(address, out int count);
        address = address[..count];
        ListKey.Form form = count == 4 ? ListKey.Form.Range4 : ListKey.Form.Range6;
        for (int bits = count * 8; bits >= 0; bits--)
        {
            ListKey.Mask(address, bits);
            if (LookForm(head, form, bits, address, now) is uint found and > 0)
            {
                return found;
            }
        }

        return 0;
    }

    private uint LookForm(uint head, ListKey.Form form, int length, ReadOnlySpan<byte> bytes, LogTime now)
    {
        if (Unsafe.AsRef(in _arena.Read<ListBlock>(head)).Lengths(form)[length] == 0)
        {
            return 0;
        }

        uint block = _index.Find(
            HashOf(head, new ListKey(form, length, bytes)), new EntryMatch(head, form, length, bytes));
        return block != 0 && _arena.Read<EntryBlock>(block).Until > now.Microseconds ? block : 0;
    }

    private uint HeadOf(string list)
    {
        if (!_heads.TryGetValue(list, out uint head))
        {
            uint name = NumberOf(list);
            head = _arena.Allocate(Unsafe.SizeOf<ListBlock>());
            _arena.Write<ListBlock>(head).Name = name;
            ulong index = _arena.GetRoot(CountRoot);
            PagedArray<uint>.Open(_arena, (uint)_arena.GetRoot(HeadsRoot)).At((uint)index) = head;
            _arena.SetRoot(CountRoot, index + 1);
            _heads.Add(list, head);
        }

        return head;
    }

    // Reasons and sources repeat, so each text is kept once.
    private uint NumberOf(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!_numbers.TryGetValue(text, out uint number))
        {
            PagedArray<uint> texts = PagedArray<uint>.Open(_arena, (uint)_arena.GetRoot(TextsRoot));
            texts.At((uint)_texts.Count) = ArenaText.Write(_arena, Encoding.UTF8.GetBytes(text));
            _texts.Add(text);
            number = (uint)_texts.Count;
            _numbers.Add(text, number);
            _arena.SetRoot(TextCountRoot, number);
        }

        return number;
    }

    private string TextOf(uint number) => number == 0 ? string.Empty : _texts[(int)number - 1];

    private byte[] ArenaTextOf(uint handle) => ArenaText.Read(_arena, handle);

    private static uint HashOf(uint head, in ListKey key) => StableHash.To32(
        StableHash.Of(key.Bytes, ((ulong)head << 24) | ((ulong)key.Kind << 16) | (uint)key.Length));

    private readonly ref struct EntryMatch(
        uint list, ListKey.Form form, int length, ReadOnlySpan<byte> bytes) : IChainMatch
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public bool Matches(Arena arena, uint handle)
        {
            ref readonly EntryBlock entry = ref arena.Read<EntryBlock>(handle);
            return entry.List == list && entry.Form == form && entry.Length == length
                && arena.ReadSpan<byte>(handle, _entryBytes + entry.ByteCount)[_entryBytes..].SequenceEqual(_bytes);
        }
    }

    private struct EntryBlock
    {
        public ChainLink Link;
        public long Until;
        public uint List;
        public uint Reason;
        public uint Source;
        public float Score;
        public short Length;
        public short ByteCount;
        public ListKey.Form Form;

        // Always 0: they fill the block, so that no byte of it is padding.
        public byte Unused;
        public short UnusedToo;
    }

    // How many entries there are of each form and length, so that only lengths in use are looked up.
    private unsafe struct ListBlock
    {
        private const int Slots = ListKey.MaxBytes + 1;

        public long Count;
        public uint Name;

        // Entries added, replaced and removed; it may wrap.
        public uint Changes;
        private fixed uint _lengths[Slots * 4];

        public readonly bool HasPrefixes => HasAny(ListKey.Form.Prefix);

        public readonly bool HasRanges => HasAny(ListKey.Form.Range4) || HasAny(ListKey.Form.Range6);

        public Span<uint> Lengths(ListKey.Form form) =>
            System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref _lengths[(int)form * Slots], Slots);

        private readonly bool HasAny(ListKey.Form form) => System.Runtime.InteropServices.MemoryMarshal
            .CreateReadOnlySpan(in _lengths[(int)form * Slots], Slots).ContainsAnyExcept(0u);
    }
}
