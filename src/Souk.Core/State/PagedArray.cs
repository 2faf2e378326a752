using System.Runtime.CompilerServices;

namespace Souk.Core.State;

/// <summary>
/// A growing array in an <see cref="Arena"/>, in chunks of 16 KiB that never move: growing costs the new chunk, not a
/// copy. Elements are zero until set. Up to 16,384 chunks (268 million bytes). A view: copies of the struct show the
/// same array.
/// </summary>
/// <typeparam name="T">An unmanaged type whose size is a power of two, 1 to 64 bytes.</typeparam>
public readonly struct PagedArray<T>
    where T : unmanaged
{
    private const int ChunkBytes = 16 * 1024;
    private const int MaxChunks = Arena.MaxBlockBytes / sizeof(uint);
    private const int FirstDirectorySlots = 16;

    private readonly Arena _arena;
    private readonly uint _header;

    private PagedArray(Arena arena, uint header)
    {
        _arena = arena;
        _header = header;
    }

    /// <summary>What to keep (in a root or another block) to open the array again.</summary>
    public uint Handle => _header;

    /// <summary>How many elements there is room for; reading beyond gives zero.</summary>
    public long Capacity => (long)_arena.Read<HeaderBlock>(_header).Chunks * PerChunk;

    private static int PerChunk => ChunkBytes / Unsafe.SizeOf<T>();

    /// <summary>Makes an empty array.</summary>
    public static PagedArray<T> Create(Arena arena)
    {
        ArgumentNullException.ThrowIfNull(arena);
        uint header = arena.Allocate(Unsafe.SizeOf<HeaderBlock>());
        uint directory = arena.Allocate(FirstDirectorySlots * sizeof(uint));
        arena.Write<HeaderBlock>(header) = new HeaderBlock { Directory = directory, Slots = FirstDirectorySlots };
        return new PagedArray<T>(arena, header);
    }

    /// <summary>Opens the array of a handle.</summary>
    public static PagedArray<T> Open(Arena arena, uint handle) => new(arena, handle);

    /// <summary>An element, zero where none was set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Get(uint index)
    {
        ref readonly HeaderBlock header = ref _arena.Read<HeaderBlock>(_header);
        uint chunk = index / (uint)PerChunk;
        if (chunk >= header.Chunks)
        {
            return default;
        }

        uint handle = DirectorySlot(in header, chunk);
        return handle == 0 ? default : Unsafe.Add(ref Unsafe.AsRef(in _arena.Read<T>(handle)), index % (uint)PerChunk);
    }

    /// <summary>Asks the processor to bring an element into its cache.</summary>
    public void Prefetch(uint index)
    {
        ref readonly HeaderBlock header = ref _arena.Read<HeaderBlock>(_header);
        uint chunk = index / (uint)PerChunk;
        if (chunk < header.Chunks && DirectorySlot(in header, chunk) is uint handle and > 0)
        {
            _arena.Prefetch(handle + (index % (uint)PerChunk * (uint)Unsafe.SizeOf<T>() / 8));
        }
    }

    /// <summary>An element for writing; the array grows to hold it.</summary>
    public ref T At(uint index)
    {
        uint chunk = index / (uint)PerChunk;
        if (chunk >= _arena.Read<HeaderBlock>(_header).Chunks)
        {
            Grow(chunk);
        }

        uint handle = DirectorySlot(in _arena.Read<HeaderBlock>(_header), chunk);
        if (handle == 0)
        {
            handle = _arena.Allocate(ChunkBytes);
            ref HeaderBlock header = ref _arena.Write<HeaderBlock>(_header);
            Unsafe.Add(ref _arena.Write<uint>(header.Directory), chunk) = handle;
        }

        uint within = index % (uint)PerChunk;
        uint unit = handle + (uint)(within * (uint)Unsafe.SizeOf<T>() / 8);
        ref T first = ref _arena.Write<T>(unit);
        return ref Unsafe.Add(ref first, (int)(within * (uint)Unsafe.SizeOf<T>() % 8) / Unsafe.SizeOf<T>());
    }

    private uint DirectorySlot(ref readonly HeaderBlock header, uint chunk) =>
        Unsafe.Add(ref Unsafe.AsRef(in _arena.Read<uint>(header.Directory)), chunk);

    private void Grow(uint chunk)
    {
        if (chunk >= MaxChunks)
        {
            throw new InsufficientMemoryException(
                $"An array of '{_arena.Name}' has reached its limit of {(long)MaxChunks * PerChunk} elements.");
        }

        ref HeaderBlock header = ref _arena.Write<HeaderBlock>(_header);
        if (chunk >= header.Slots)
        {
            uint slots = Math.Min(MaxChunks, Math.Max(header.Slots * 2, chunk + 1));
            uint directory = _arena.Allocate((int)slots * sizeof(uint));
            _arena.ReadSpan<uint>(header.Directory, (int)header.Slots)
                .CopyTo(_arena.WriteSpan<uint>(directory, (int)slots));
            _arena.Free(header.Directory, (int)header.Slots * sizeof(uint));
            header.Directory = directory;
            header.Slots = slots;
        }

        header.Chunks = chunk + 1;
    }

    private struct HeaderBlock
    {
        public uint Directory;
        public uint Slots;
        public uint Chunks;
    }
}
