using Souk.Core.State;

namespace Souk.Risk.Decisions;

/// <summary>Keeps texts of any length up to 512 MiB in an arena, in pieces of half a page.</summary>
internal static class ArenaText
{
    private const int PieceBytes = Arena.MaxBlockBytes / 2;

    /// <summary>Writes bytes and gives their handle: a directory of length and pieces.</summary>
    internal static uint Write(Arena arena, ReadOnlySpan<byte> bytes)
    {
        int pieces = (bytes.Length + PieceBytes - 1) / PieceBytes;
        uint directory = arena.Allocate(sizeof(uint) * (pieces + 1));
        arena.Write<uint>(directory) = (uint)bytes.Length;
        for (int i = 0; i < pieces; i++)
        {
            ReadOnlySpan<byte> part = bytes.Slice(
                i * PieceBytes, Math.Min(PieceBytes, bytes.Length - (i * PieceBytes)));
            uint piece = arena.Allocate(part.Length);
            part.CopyTo(arena.WriteSpan<byte>(piece, part.Length));
            arena.WriteSpan<uint>(directory, pieces + 1)[i + 1] = piece;
        }

        return directory;
    }

    /// <summary>Gives the memory of a handle back.</summary>
    internal static void Free(Arena arena, uint handle)
    {
        int length = (int)arena.Read<uint>(handle);
        int pieces = (length + PieceBytes - 1) / PieceBytes;
        for (int i = 0; i < pieces; i++)
        {
            uint piece = arena.ReadSpan<uint>(handle, pieces + 1)[i + 1];
            arena.Free(piece, Math.Min(PieceBytes, length - (i * PieceBytes)));
        }

        arena.Free(handle, sizeof(uint) * (pieces + 1));
    }

    /// <summary>The bytes of a handle.</summary>
    internal static byte[] Read(Arena arena, uint handle)
    {
        byte[] bytes = new byte[arena.Read<uint>(handle)];
        int pieces = (bytes.Length + PieceBytes - 1) / PieceBytes;
        ReadOnlySpan<uint> directory = arena.ReadSpan<uint>(handle, pieces + 1);
        for (int i = 0; i < pieces; i++)
        {
            Span<byte> part = bytes.AsSpan(i * PieceBytes, Math.Min(PieceBytes, bytes.Length - (i * PieceBytes)));
            arena.ReadSpan<byte>(directory[i + 1], part.Length).CopyTo(part);
        }

        return bytes;
    }
}
