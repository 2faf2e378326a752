using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Core.Entities;

/// <summary>
/// Gives every entity (a kind and an id) a small whole number, so that the rest of the engine handles numbers instead
/// of texts. Texts that serve as keys or values are numbered the same way, under <see cref="TextKind"/>.
/// </summary>
/// <remarks>
/// Numbers start at 1 within each kind and are given out again once nothing refers to an entity any more: whoever keeps
/// a number holds a reference. The order of interning decides the numbers, so two folds of one log give the same ones.
/// </remarks>
public sealed class EntityTable
{
    /// <summary>The longest id in bytes of UTF-8: a URL fits, a document does not.</summary>
    public const int MaxIdBytes = 256;

    /// <summary>The longest text that can be interned, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 16 * 1024;

    private const int IndexRoot = 0;
    private const int KindsRoot = 1;
    private const int HeaderBytes = 24;

    private readonly Arena _arena;
    private readonly int _kindCount;
    private HashIndex _index;
    private PagedArray<uint>[] _blocks = [];

    /// <summary>Makes a table on an arena of its own.</summary>
    /// <param name="arena">The arena; if it is empty the table starts empty, otherwise it opens what is there.</param>
    /// <param name="entityKindCount">How many entity kinds the definition has; kinds are 0 to this less 1.</param>
    public EntityTable(Arena arena, int entityKindCount)
    {
        ArgumentNullException.ThrowIfNull(arena);
        _arena = arena;
        _kindCount = entityKindCount + 1;
        if (arena.GetRoot(IndexRoot) == 0)
        {
            Create();
        }

        Open();
    }

    /// <summary>The kind under which texts are interned: one past the last entity kind.</summary>
    public int TextKind => _kindCount - 1;

    /// <summary>How many entities and texts are known.</summary>
    public uint Count => _index.Count;

    /// <summary>The number of an entity, given out now if it has none, with one more reference.</summary>
    public uint Acquire(int kind, ReadOnlySpan<byte> id) => Acquire(kind, id, Hash(kind, id));

    /// <summary>The same with the hash known.</summary>
    internal uint Acquire(int kind, ReadOnlySpan<byte> id, uint hash)
    {
        uint handle = _index.Find(hash, new IdMatch(kind, id));
        if (handle == 0)
        {
            handle = Add(kind, id, hash);
        }

        ref EntityBlock block = ref _arena.Write<EntityBlock>(handle);
        block.References++;
        return block.Number;
    }

    /// <summary>The number of an entity, or 0 if it is unknown.</summary>
    public uint Find(int kind, ReadOnlySpan<byte> id)
    {
        uint handle = _index.Find(Hash(kind, id), new IdMatch(kind, id));
        return handle == 0 ? 0 : _arena.Read<EntityBlock>(handle).Number;
    }

    /// <summary>The id of a live number.</summary>
    public ReadOnlySpan<byte> Id(int kind, uint number)
    {
        uint handle = _blocks[kind].Get(number);
        return _arena.ReadSpan<byte>(handle + (HeaderBytes / 8), _arena.Read<EntityBlock>(handle).IdLength);
    }

    /// <summary>Counts one more holder of a live number.</summary>
    public void AddReference(int kind, uint number) =>
        _arena.Write<EntityBlock>(_blocks[kind].Get(number)).References++;

    /// <summary>Counts one holder less; with the last one the number is free to be given out again.</summary>
    public void Release(int kind, uint number)
    {
        uint handle = _blocks[kind].Get(number);
        ref EntityBlock block = ref _arena.Write<EntityBlock>(handle);
        if (--block.References > 0)
        {
            return;
        }

        _index.Remove(handle);
        ref KindBlock state = ref Kind(kind);
        _blocks[kind].At(number) = state.FreeNumber;
        state.FreeNumber = number;
        state.Live--;
        _arena.Free(handle, HeaderBytes + block.IdLength);
    }

    /// <summary>How many entities of a kind are known.</summary>
    public uint CountOf(int kind) => _arena.Read<KindBlock>(KindHandle(kind)).Live;

    /// <summary>The numbers of a kind run from 1 to this; some may be free at present.</summary>
    public uint LastNumber(int kind) => _arena.Read<KindBlock>(KindHandle(kind)).LastNumber;

    /// <summary>A block that the owner of profiles hangs on a live entity, 0 at first.</summary>
    internal uint GetProfile(int kind, uint number) =>
        _arena.Read<EntityBlock>(_blocks[kind].Get(number)).Profile;

    /// <summary>Sets the profile block of a live entity.</summary>
    internal void SetProfile(int kind, uint number, uint profile) =>
        _arena.Write<EntityBlock>(_blocks[kind].Get(number)).Profile = profile;

    // Looking an entity up waits for memory three times: for its bucket, its block and its profile. An event's entities
    // are fetched in these steps while the event before it is applied, one step's answer being there at the next.

    /// <summary>First step: fetches the bucket of an entity that will be acquired soon.</summary>
    internal void PrefetchBucket(uint hash) => _index.PrefetchBucket(hash);

    /// <summary>Second step: fetches its block.</summary>
    internal void PrefetchBlock(uint hash)
    {
        if (_index.FirstOf(hash) is uint first and > 0)
        {
            // An id of usual length ends within the next line.
            _arena.Prefetch(first);
            _arena.Prefetch(first + (HeaderBytes / 8));
        }
    }

    /// <summary>Third step: fetches its profile, or the second block of the bucket if the first one is
    /// another's.</summary>
    internal void PrefetchProfile(uint hash)
    {
        if (_index.FirstOf(hash) is uint first and > 0)
        {
            ref readonly EntityBlock block = ref _arena.Read<EntityBlock>(first);
            _arena.Prefetch(block.Link.Hash == hash ? block.Profile : block.Link.Next);
        }
    }

    /// <summary>The profile of what is probably an entity, by its hash alone, or 0.</summary>
    internal uint PeekProfile(uint hash)
    {
        uint handle = _index.FirstOf(hash);
        while (handle != 0)
        {
            ref readonly EntityBlock block = ref _arena.Read<EntityBlock>(handle);
            if (block.Link.Hash == hash)
            {
                return block.Profile;
            }

            handle = block.Link.Next;
        }

        return 0;
    }

    /// <summary>Opens the table anew after its arena was restored from a snapshot.</summary>
    internal void Open()
    {
        _index = HashIndex.Open(_arena, (uint)_arena.GetRoot(IndexRoot));
        _blocks = new PagedArray<uint>[_kindCount];
        for (int kind = 0; kind < _kindCount; kind++)
        {
            _blocks[kind] = PagedArray<uint>.Open(_arena, _arena.Read<KindBlock>(KindHandle(kind)).Blocks);
        }
    }

    /// <summary>The hash that an entity is found by.</summary>
    internal static uint Hash(int kind, ReadOnlySpan<byte> id) => StableHash.To32(StableHash.Of(id, (ulong)kind + 1));

    private void Create()
    {
        _arena.SetRoot(IndexRoot, HashIndex.Create(_arena).Handle);
        _arena.SetRoot(KindsRoot, _arena.Allocate(_kindCount * Unsafe.SizeOf<KindBlock>()));
        for (int kind = 0; kind < _kindCount; kind++)
        {
            Kind(kind).Blocks = PagedArray<uint>.Create(_arena).Handle;
        }
    }

    private uint Add(int kind, ReadOnlySpan<byte> id, uint hash)
    {
        int limit = kind == TextKind ? MaxTextBytes : MaxIdBytes;
        if (id.Length > limit)
        {
            throw new ArgumentException(
                $"An id or text of {id.Length} bytes; at most {limit} can be numbered.", nameof(id));
        }

        uint handle = _arena.Allocate(HeaderBytes + id.Length);
        ref KindBlock state = ref Kind(kind);
        uint number = state.FreeNumber;
        if (number != 0)
        {
            state.FreeNumber = _blocks[kind].Get(number);
        }
        else
        {
            number = ++state.LastNumber;
        }

        state.Live++;
        _blocks[kind].At(number) = handle;
        ref EntityBlock block = ref _arena.Write<EntityBlock>(handle);
        block.Number = number;
        block.IdLength = (ushort)id.Length;
        block.Kind = (byte)kind;
        id.CopyTo(_arena.WriteSpan<byte>(handle + (HeaderBytes / 8), id.Length));
        _index.Add(hash, handle);
        return handle;
    }

    private uint KindHandle(int kind) =>
        (uint)_arena.GetRoot(KindsRoot) + (uint)(kind * Unsafe.SizeOf<KindBlock>() / 8);

    private ref KindBlock Kind(int kind) => ref _arena.Write<KindBlock>(KindHandle(kind));

    private struct EntityBlock
    {
        public ChainLink Link;
        public uint Number;
        public uint References;
        public uint Profile;
        public ushort IdLength;
        public byte Kind;
        public byte Unused;
    }

    private struct KindBlock
    {
        public uint Blocks;
        public uint LastNumber;
        public uint FreeNumber;
        public uint Live;
    }

    private readonly ref struct IdMatch(int kind, ReadOnlySpan<byte> id) : IChainMatch
    {
        private readonly int _kind = kind;
        private readonly ReadOnlySpan<byte> _id = id;

        public bool Matches(Arena arena, uint handle)
        {
            ref readonly EntityBlock block = ref arena.Read<EntityBlock>(handle);
            return block.Kind == _kind && block.IdLength == _id.Length
                && arena.ReadSpan<byte>(handle + (HeaderBytes / 8), _id.Length).SequenceEqual(_id);
        }
    }
}
