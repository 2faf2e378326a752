using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Souk.Core.State;

/// <summary>
/// The memory that a projection keeps its state in: 64 KiB pages outside the garbage-collected heap, addressed by
/// 32-bit handles. Because all state is plain bytes in pages, a snapshot is a copy of pages, taken page by page while
/// the writer goes on (copy on write), and two folds of the same log leave the same bytes.
/// </summary>
/// <remarks>
/// A handle counts units of 8 bytes, so an arena holds up to 32 GiB; handle 0 is "nothing". Blocks never straddle pages
/// and are at most <see cref="MaxBlockBytes"/> long; <see cref="PagedArray{T}"/> and <see cref="HashIndex"/> build
/// larger shapes of them. One thread writes; others read only while the writer is held off (see
/// <see cref="StateGate"/>). References into the arena stay valid until the block is freed, also over later
/// allocations.
/// </remarks>
public sealed unsafe class Arena : IDisposable
{
    /// <summary>The size of a page in bytes: small enough to copy within microseconds, large enough to write at disk
    /// speed.</summary>
    public const int PageBytes = 1 << PageShift;

    /// <summary>The largest block in bytes: a page.</summary>
    public const int MaxBlockBytes = PageBytes;

    /// <summary>How many roots the header page offers to the owner.</summary>
    public const int RootCount = 64;

    private const int PageShift = 16;
    private const int UnitShift = 3;
    private const int UnitsPerPageShift = PageShift - UnitShift;
    private const uint UnitMask = (1u << UnitsPerPageShift) - 1;
    private const int MaxPages = 1 << (32 - UnitsPerPageShift);

    private byte*[] _pages = new byte*[16];
    private uint[] _stamps = new uint[16];
    private int _pageCount;
    private uint _stamp = 1;
    private ArenaCapture? _capture;
    private bool _disposed;

    /// <summary>Makes an empty arena.</summary>
    /// <param name="name">Its name in snapshots, unique among the arenas of an engine.</param>
    public Arena(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Reset();
    }

    /// <summary>Frees the pages of an arena that was not disposed.</summary>
    ~Arena() => FreePages();

    /// <summary>The name in snapshots.</summary>
    public string Name { get; }

    /// <summary>How many pages are in use.</summary>
    public int PageCount => _pageCount;

    /// <summary>The memory of the pages, in bytes.</summary>
    public long ReservedBytes => (long)_pageCount * PageBytes;

    /// <summary>The bytes handed out and not freed, after rounding up to block sizes.</summary>
    public long AllocatedBytes => Header.AllocatedBytes;

    private ref ArenaHeader Header => ref *(ArenaHeader*)_pages[0];

    /// <summary>Allocates a block of zeroes and gives its handle.</summary>
    /// <param name="bytes">1 to <see cref="MaxBlockBytes"/>.</param>
    /// <exception cref="InsufficientMemoryException">The arena holds 32 GiB already.</exception>
    public uint Allocate(int bytes)
    {
        int sizeClass = SizeClass.For(bytes);
        int size = SizeClass.Bytes(sizeClass);
        ref ArenaHeader header = ref WriteHeader();
        header.AllocatedBytes += size;
        uint handle = header.FreeLists[sizeClass];
        if (handle != 0)
        {
            ref uint next = ref Write<uint>(handle);
            header.FreeLists[sizeClass] = next;
            NativeMemory.Clear(Unsafe.AsPointer(ref next), (nuint)size);
            return handle;
        }

        return Carve(ref header, size);
    }

    /// <summary>Gives a block back. Its handle must not be used again.</summary>
    /// <param name="handle">What <see cref="Allocate"/> gave.</param>
    /// <param name="bytes">The same size as at the allocation.</param>
    public void Free(uint handle, int bytes)
    {
        int sizeClass = SizeClass.For(bytes);
        ref ArenaHeader header = ref WriteHeader();
        header.AllocatedBytes -= SizeClass.Bytes(sizeClass);
        Write<uint>(handle) = header.FreeLists[sizeClass];
        header.FreeLists[sizeClass] = handle;
    }

    /// <summary>A block for reading.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly T Read<T>(uint handle)
        where T : unmanaged =>
        ref *(T*)(_pages[handle >> UnitsPerPageShift] + ((handle & UnitMask) << UnitShift));

    /// <summary>A block for writing. Take the reference anew after anything that may end a snapshot, never keep
    /// it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Write<T>(uint handle)
        where T : unmanaged
    {
        BlockShape.RequirePacked<T>();
        uint page = handle >> UnitsPerPageShift;
        if (_stamps[page] != _stamp)
        {
            Touch((int)page);
        }

        return ref *(T*)(_pages[page] + ((handle & UnitMask) << UnitShift));
    }

    /// <summary>Asks the processor to bring the start of a block, or any place within it, into its cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint handle)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_pages[handle >> UnitsPerPageShift] + ((handle & UnitMask) << UnitShift));
        }
    }

    /// <summary>Part of a block for reading, as a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> ReadSpan<T>(uint handle, int count)
        where T : unmanaged =>
        new(Unsafe.AsPointer(ref Unsafe.AsRef(in Read<T>(handle))), count);

    /// <summary>Part of a block for writing, as a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> WriteSpan<T>(uint handle, int count)
        where T : unmanaged =>
        new(Unsafe.AsPointer(ref Write<T>(handle)), count);

    /// <summary>One of the owner's <see cref="RootCount"/> roots: where its structures begin. Zero at first.</summary>
    public ulong GetRoot(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)RootCount, nameof(index));
        return Header.Roots[index];
    }

    /// <summary>Sets a root.</summary>
    public void SetRoot(int index, ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)RootCount, nameof(index));
        WriteHeader().Roots[index] = value;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        ThrowIfCapturing();
        FreePages();
        _stamp = 1;
        AddPage();
        ref ArenaHeader header = ref Header;
        header.Next = (uint)(SizeClass.Round(sizeof(ArenaHeader)) >> UnitShift);
        header.End = 1u << UnitsPerPageShift;
    }

    /// <summary>Starts a snapshot of the arena as it is now; call it while the writer is held off. The writer may go on
    /// at once; the capture is read piece by piece with <see cref="ArenaCapture.CopyPages"/>.</summary>
    /// <exception cref="InvalidOperationException">A capture is under way already.</exception>
    public ArenaCapture BeginCapture()
    {
        ThrowIfCapturing();
        _stamp++;
        _capture = new ArenaCapture(this, _pageCount);
        return _capture;
    }

    /// <summary>Fills the arena from the pages of a snapshot.</summary>
    /// <param name="pageCount">How many pages, at least 1.</param>
    /// <param name="readPage">Fills one page; throws if it cannot.</param>
    public void Restore(int pageCount, ReadPage readPage)
    {
        ArgumentNullException.ThrowIfNull(readPage);
        ArgumentOutOfRangeException.ThrowIfLessThan(pageCount, 1);
        ThrowIfCapturing();
        FreePages();
        _stamp = 1;
        for (int page = 0; page < pageCount; page++)
        {
            AddPage();
            readPage(page, new Span<byte>(_pages[page], PageBytes));
        }
    }

    /// <summary>A page for reading, whole: for checksums and comparisons while the writer is held off.</summary>
    public ReadOnlySpan<byte> Page(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_pageCount, nameof(index));
        return new ReadOnlySpan<byte>(_pages[index], PageBytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        FreePages();
        GC.SuppressFinalize(this);
    }

    internal void EndCapture(ArenaCapture capture)
    {
        if (ReferenceEquals(_capture, capture))
        {
            _capture = null;
        }
    }

    private uint Carve(ref ArenaHeader header, int size)
    {
        uint units = (uint)(size >> UnitShift);
        if (header.End - header.Next < units)
        {
            KeepRemainder(ref header);
            int page = AddPage();
            header.Next = (uint)page << UnitsPerPageShift;
            header.End = header.Next + (1u << UnitsPerPageShift);
        }

        uint handle = header.Next;
        header.Next += units;
        if (_stamps[handle >> UnitsPerPageShift] != _stamp)
        {
            Touch((int)(handle >> UnitsPerPageShift));
        }

        return handle;
    }

    // What is left of a page that is too small for the next block goes to the free lists, largest class first.
    private void KeepRemainder(ref ArenaHeader header)
    {
        while (header.End - header.Next is uint units and > 0)
        {
            int sizeClass = SizeClass.LargestWithin((int)(units << UnitShift));
            uint handle = header.Next;
            Write<uint>(handle) = header.FreeLists[sizeClass];
            header.FreeLists[sizeClass] = handle;
            header.Next += (uint)(SizeClass.Bytes(sizeClass) >> UnitShift);
        }
    }

    private ref ArenaHeader WriteHeader()
    {
        if (_stamps[0] != _stamp)
        {
            Touch(0);
        }

        return ref Header;
    }

    private int AddPage()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_pageCount == MaxPages - 1)
        {
            throw new InsufficientMemoryException($"The state '{Name}' has reached its limit of 32 GiB.");
        }

        if (_pageCount == _pages.Length)
        {
            // Readers hold the arrays only under the gate, so the old ones can go.
            byte*[] pages = new byte*[_pages.Length * 2];
            Array.Copy(_pages, pages, _pageCount);
            _pages = pages;
            Array.Resize(ref _stamps, _stamps.Length * 2);
        }

        byte* memory = (byte*)NativeMemory.AlignedAlloc(PageBytes, 64);
        NativeMemory.Clear(memory, PageBytes);
        _pages[_pageCount] = memory;
        _stamps[_pageCount] = _stamp;
        return _pageCount++;
    }

    private void Touch(int page)
    {
        _stamps[page] = _stamp;
        _capture?.Preserve(page, new ReadOnlySpan<byte>(_pages[page], PageBytes));
    }

    private void ThrowIfCapturing()
    {
        if (_capture != null)
        {
            throw new InvalidOperationException($"A snapshot of '{Name}' is under way.");
        }
    }

    private void FreePages()
    {
        for (int i = 0; i < _pageCount; i++)
        {
            NativeMemory.AlignedFree(_pages[i]);
            _pages[i] = null;
        }

        _pageCount = 0;
    }

    [InlineArray(SizeClass.Count)]
    private struct FreeListHeads
    {
        private uint _first;
    }

    [InlineArray(RootCount)]
    private struct RootSlots
    {
        private ulong _first;
    }

    private struct ArenaHeader
    {
        public uint Next;
        public uint End;
        public long AllocatedBytes;
        public FreeListHeads FreeLists;
        public RootSlots Roots;
    }
}
