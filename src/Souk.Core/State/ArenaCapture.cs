namespace Souk.Core.State;

/// <summary>
/// A snapshot of an <see cref="Arena"/> while it is taken. The pages that the writer changes before they were copied
/// are set aside in their old form; so the whole shows one moment although it is read piece by piece. Every call must
/// be made while the writer is held off; between calls the writer is free.
/// </summary>
public sealed class ArenaCapture : IDisposable
{
    private readonly Arena _arena;
    private readonly byte[]?[] _preserved;
    private int _copied;
    private bool _ended;

    internal ArenaCapture(Arena arena, int pageCount)
    {
        _arena = arena;
        _preserved = new byte[]?[pageCount];
        PageCount = pageCount;
    }

    /// <summary>The arena's name.</summary>
    public string ArenaName => _arena.Name;

    /// <summary>How many pages the snapshot has.</summary>
    public int PageCount { get; }

    /// <summary>Copies the next pages, as many as fit, and gives their number; 0 at the end.</summary>
    public int CopyPages(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        int pages = Math.Min(destination.Length / Arena.PageBytes, PageCount - _copied);
        for (int i = 0; i < pages; i++)
        {
            int page = _copied + i;
            ReadOnlySpan<byte> source = _preserved[page] is byte[] old ? old : _arena.Page(page);
            source.CopyTo(destination.Slice(i * Arena.PageBytes, Arena.PageBytes));
            _preserved[page] = null;
        }

        _copied += pages;
        return pages;
    }

    /// <summary>Ends the capture; the writer no longer sets pages aside.</summary>
    public void Dispose()
    {
        _ended = true;
        _arena.EndCapture(this);
    }

    internal void Preserve(int page, ReadOnlySpan<byte> content)
    {
        if (page >= _copied && page < PageCount)
        {
            _preserved[page] = content.ToArray();
        }
    }
}
