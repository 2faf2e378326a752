namespace Souk.Core.State;

/// <summary>
/// A hash index over blocks of an <see cref="Arena"/> that begin with a <see cref="ChainLink"/>: linear hashing
/// (Litwin, 1980), so it grows and shrinks by one bucket at a time and no insert ever pauses for a rebuild. A view:
/// copies of the struct show the same index.
/// </summary>
public readonly struct HashIndex
{
    private const uint MinBuckets = 16;

    private readonly Arena _arena;
    private readonly uint _header;

    private HashIndex(Arena arena, uint header)
    {
        _arena = arena;
        _header = header;
    }

    /// <summary>What to keep to open the index again.</summary>
    public uint Handle => _header;

    /// <summary>How many blocks it holds.</summary>
    public uint Count => _arena.Read<HeaderBlock>(_header).Count;

    /// <summary>How many buckets it has now.</summary>
    public uint Buckets => _arena.Read<HeaderBlock>(_header).Buckets;

    /// <summary>Makes an empty index.</summary>
    public static HashIndex Create(Arena arena)
    {
        ArgumentNullException.ThrowIfNull(arena);
        uint header = arena.Allocate(16);
        uint heads = PagedArray<uint>.Create(arena).Handle;
        arena.Write<HeaderBlock>(header) = new HeaderBlock { Heads = heads, Buckets = MinBuckets };
        return new HashIndex(arena, header);
    }

    /// <summary>Opens the index of a handle.</summary>
    public static HashIndex Open(Arena arena, uint handle) => new(arena, handle);

    /// <summary>The block with a hash and a key, or 0.</summary>
    public uint Find<TMatch>(uint hash, TMatch match)
        where TMatch : struct, IChainMatch, allows ref struct
    {
        ref readonly HeaderBlock header = ref _arena.Read<HeaderBlock>(_header);
        uint handle = PagedArray<uint>.Open(_arena, header.Heads).Get(Bucket(hash, header.Buckets));
        while (handle != 0)
        {
            ref readonly ChainLink link = ref _arena.Read<ChainLink>(handle);
            if (link.Hash == hash && match.Matches(_arena, handle))
            {
                return handle;
            }

            handle = link.Next;
        }

        return 0;
    }

    /// <summary>Asks the processor to fetch the bucket of a hash that will be looked for soon.</summary>
    public void PrefetchBucket(uint hash)
    {
        ref readonly HeaderBlock header = ref _arena.Read<HeaderBlock>(_header);
        PagedArray<uint>.Open(_arena, header.Heads).Prefetch(Bucket(hash, header.Buckets));
    }

    /// <summary>The first block of a hash's bucket, whatever its key, or 0.</summary>
    public uint FirstOf(uint hash)
    {
        ref readonly HeaderBlock header = ref _arena.Read<HeaderBlock>(_header);
        return PagedArray<uint>.Open(_arena, header.Heads).Get(Bucket(hash, header.Buckets));
    }

    /// <summary>Adds a block; that no block has its key yet is the caller's matter.</summary>
    public void Add(uint hash, uint handle)
    {
        ref HeaderBlock header = ref _arena.Write<HeaderBlock>(_header);
        PagedArray<uint> heads = PagedArray<uint>.Open(_arena, header.Heads);
        Push(heads, Bucket(hash, header.Buckets), hash, handle);
        header.Count++;
        if (header.Count > header.Buckets)
        {
            Split(ref header, heads);
        }
    }

    /// <summary>Takes a block out; it is not freed.</summary>
    /// <exception cref="InvalidOperationException">The block is not in the index.</exception>
    public void Remove(uint handle)
    {
        ref HeaderBlock header = ref _arena.Write<HeaderBlock>(_header);
        PagedArray<uint> heads = PagedArray<uint>.Open(_arena, header.Heads);
        ChainLink removed = _arena.Read<ChainLink>(handle);
        ref uint place = ref heads.At(Bucket(removed.Hash, header.Buckets));
        while (place != handle)
        {
            if (place == 0)
            {
                throw new InvalidOperationException($"Block {handle} of '{_arena.Name}' is not in its index.");
            }

            place = ref _arena.Write<ChainLink>(place).Next;
        }

        place = removed.Next;
        header.Count--;
        if (header.Buckets > MinBuckets && header.Count < header.Buckets / 2)
        {
            Merge(ref header, heads);
        }
    }

    /// <summary>The first block of the index in its own order, or 0. For walking all blocks while nothing
    /// changes.</summary>
    public uint First() => FirstFrom(0);

    /// <summary>The block after one that <see cref="First"/> or this gave, or 0.</summary>
    public uint Next(uint handle)
    {
        ChainLink link = _arena.Read<ChainLink>(handle);
        return link.Next != 0 ? link.Next : FirstFrom(Bucket(link.Hash, _arena.Read<HeaderBlock>(_header).Buckets) + 1);
    }

    /// <summary>The first block of a bucket, or 0; the rest of its chain hangs on <see cref="ChainLink.Next"/>. For
    /// walking an index in parts: as it grows blocks move to later buckets only.</summary>
    /// <param name="bucket">0 to <see cref="Buckets"/> - 1.</param>
    public uint FirstInBucket(uint bucket) =>
        PagedArray<uint>.Open(_arena, _arena.Read<HeaderBlock>(_header).Heads).Get(bucket);

    private static uint Bucket(uint hash, uint buckets)
    {
        uint mask = System.Numerics.BitOperations.RoundUpToPowerOf2(buckets) - 1;
        uint bucket = hash & mask;
        return bucket < buckets ? bucket : bucket & (mask >> 1);
    }

    private uint FirstFrom(uint bucket)
    {
        ref readonly HeaderBlock header = ref _arena.Read<HeaderBlock>(_header);
        PagedArray<uint> heads = PagedArray<uint>.Open(_arena, header.Heads);
        for (; bucket < header.Buckets; bucket++)
        {
            if (heads.Get(bucket) is uint handle and > 0)
            {
                return handle;
            }
        }

        return 0;
    }

    private void Push(PagedArray<uint> heads, uint bucket, uint hash, uint handle)
    {
        ref uint head = ref heads.At(bucket);
        _arena.Write<ChainLink>(handle) = new ChainLink { Next = head, Hash = hash };
        head = handle;
    }

    private void Split(ref HeaderBlock header, PagedArray<uint> heads)
    {
        uint added = header.Buckets++;
        uint mask = System.Numerics.BitOperations.RoundUpToPowerOf2(header.Buckets) - 1;
        uint source = added & (mask >> 1);
        uint handle = heads.Get(source);
        heads.At(source) = 0;
        Redistribute(heads, handle, header.Buckets);
    }

    private void Merge(ref HeaderBlock header, PagedArray<uint> heads)
    {
        header.Buckets--;
        uint handle = heads.Get(header.Buckets);
        heads.At(header.Buckets) = 0;
        Redistribute(heads, handle, header.Buckets);
    }

    private void Redistribute(PagedArray<uint> heads, uint handle, uint buckets)
    {
        while (handle != 0)
        {
            ChainLink link = _arena.Read<ChainLink>(handle);
            Push(heads, Bucket(link.Hash, buckets), link.Hash, handle);
            handle = link.Next;
        }
    }

    private struct HeaderBlock
    {
        public uint Heads;
        public uint Buckets;
        public uint Count;
    }
}
