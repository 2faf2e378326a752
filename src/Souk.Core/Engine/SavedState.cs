using Souk.Core.Definition;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// The state that a snapshot holds, in memory of its own beside the live state: replay takes it on from there. The
/// projections' side files are copied into a temporary folder, since opening them cuts them back to the snapshot; the
/// folder goes with this.
/// </summary>
public sealed class SavedState : IDisposable
{
    private readonly string _sideFiles;

    private SavedState(Fold fold, string sideFiles)
    {
        Fold = fold;
        _sideFiles = sideFiles;
    }

    /// <summary>The state, at the snapshot's position.</summary>
    public Fold Fold { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Fold.Dispose();
        Directory.Delete(_sideFiles, recursive: true);
    }

    internal static SavedState? Open(
        SnapshotStore snapshots,
        ulong logIdentity,
        MarketplaceDefinition definition,
        IReadOnlyList<IProjectionFactory> projections,
        string stateFolder,
        LogPosition latest)
    {
        foreach (LogPosition position in snapshots.Positions.Where(p => p <= latest))
        {
            if (TryOpen(
                snapshots.PathOf(position), logIdentity, definition, projections, stateFolder) is SavedState saved)
            {
                return saved;
            }
        }

        return null;
    }

    // The engine goes on meanwhile and may delete what this reads; then there is no state to be had here, which is no
    // error: an older snapshot or the log has it.
    private static SavedState? TryOpen(
        string snapshot,
        ulong logIdentity,
        MarketplaceDefinition definition,
        IReadOnlyList<IProjectionFactory> projections,
        string stateFolder)
    {
        SavedState saved = Make(definition, projections);
        bool isGood = false;
        try
        {
            CopyFiles(stateFolder, saved._sideFiles);
            if (SnapshotFile.Read(snapshot, logIdentity, saved.Fold) is null)
            {
                saved.Fold.Restored();
                isGood = true;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            isGood = false;
        }
        finally
        {
            if (!isGood)
            {
                saved.Dispose();
            }
        }

        return isGood ? saved : null;
    }

    private static SavedState Make(MarketplaceDefinition definition, IReadOnlyList<IProjectionFactory> projections)
    {
        string folder = Directory.CreateTempSubdirectory("souk-past-").FullName;
        return new SavedState(new Fold(definition, projections, folder), folder);
    }

    private static void CopyFiles(string from, string to)
    {
        if (!Directory.Exists(from))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
