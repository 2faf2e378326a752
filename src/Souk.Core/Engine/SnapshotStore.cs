using System.Globalization;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>The snapshots of a data folder: files named by the log position they cover.</summary>
internal sealed class SnapshotStore
{
    // The newest to start from, and one more in case the newest turns out damaged.
    private const int Kept = 2;
    private const string Extension = ".snapshot";

    private readonly string _folder;

    internal SnapshotStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (string left in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            File.Delete(left);
        }
    }

    /// <summary>The positions covered, newest first.</summary>
    internal IReadOnlyList<LogPosition> Positions =>
        [.. Directory.EnumerateFiles(_folder, "*" + Extension)
            .Select(f => long.TryParse(
                Path.GetFileNameWithoutExtension(f), CultureInfo.InvariantCulture, out long p) ? p : 0)
            .Where(p => p > 0).OrderDescending().Select(p => new LogPosition(p))];

    /// <summary>The file of a position.</summary>
    internal string PathOf(LogPosition position) => Path.Combine(_folder, $"{position.Value:D16}{Extension}");

    /// <summary>Where to write the snapshot of a position before <see cref="Publish"/>.</summary>
    internal string TemporaryPathOf(LogPosition position) => PathOf(position) + ".tmp";

    /// <summary>Makes a written snapshot the newest and deletes old ones.</summary>
    internal void Publish(LogPosition position)
    {
        DurableFile.Publish(TemporaryPathOf(position), PathOf(position));
        foreach (LogPosition old in Positions.Skip(Kept))
        {
            File.Delete(PathOf(old));
        }
    }

    /// <summary>Deletes all snapshots.</summary>
    internal void Clear()
    {
        foreach (LogPosition position in Positions)
        {
            File.Delete(PathOf(position));
        }
    }
}
