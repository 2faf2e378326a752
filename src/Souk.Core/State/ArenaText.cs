namespace Souk.Core.State;

/// <summary>Keeps texts and other bytes of any length up to 512 MiB in an arena, in pieces of half a page.</summary>
public static class ArenaText
{
    private const int PieceBytes = Arena.MaxBlockBytes / 2;

    /// <summary>Writes bytes and gives their handle: a directory of length and pieces.</summary>
    public static uint Write(Arena arena, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(arena);
        int pieces = PiecesOf(bytes.Length);
        uint directory = arena.Allocate(sizeof(uint) * (pieces + 1));
        arena.Write<uint>(directory) = (uint)bytes.Length;
        for (int i = 0; i < pieces; i++)
        {
            ReadOnlySpan<byte> part = bytes.Slice(i * PieceBytes, LengthOf(i, bytes.Length));
            uint piece = arena.Allocate(part.Length);
            part.CopyTo(arena.WriteSpan<byte>(piece, part.Length));
            arena.WriteSpan<uint>(directory, pieces + 1)[i + 1] = piece;
        }

        return directory;
    }

    /// <summary>The bytes of a handle.</summary>
    public static byte[] Read(Arena arena, uint handle)
    {
        ArgumentNullException.ThrowIfNull(arena);
        byte[] bytes = new byte[arena.Read<uint>(handle)];
        int pieces = PiecesOf(bytes.Length);
        ReadOnlySpan<uint> directory = arena.ReadSpan<uint>(handle, pieces + 1);
        for (int i = 0; i < pieces; i++)
        {
            Span<byte> part = bytes.AsSpan(i * PieceBytes, LengthOf(i, bytes.Length));
            arena.ReadSpan<byte>(directory[i + 1], part.Length).CopyTo(part);
        }

        return bytes;
    }

    /// <summary>Gives the memory of a handle back.</summary>
    public static void Free(Arena arena, uint handle)
    {
        ArgumentNullException.ThrowIfNull(arena);
        int length = (int)arena.Read<uint>(handle);
        int pieces = PiecesOf(length);
        for (int i = 0; i < pieces; i++)
        {
            arena.Free(arena.ReadSpan<uint>(handle, pieces + 1)[i + 1], LengthOf(i, length));
        }

        arena.Free(handle, sizeof(uint) * (pieces + 1));
    }

    private static int PiecesOf(int length) => (length + PieceBytes - 1) / PieceBytes;

    private static int LengthOf(int piece, int length) => Math.Min(PieceBytes, length - (piece * PieceBytes));
}
