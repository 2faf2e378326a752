using Souk.Core.State;

namespace Souk.Core.Engine;

/// <summary>Keeps a fold that no engine runs, so that a long replay can go on where it was.</summary>
internal static class FoldFile
{
    /// <summary>Writes a fold that stands still; on disk when this returns.</summary>
    /// <param name="fold">The fold.</param>
    /// <param name="identity">What it must be asked for by.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Gives up; the file is not there then.</param>
    internal static void Write(Fold fold, ulong identity, string path, CancellationToken cancellation)
    {
        fold.Seal();
        ArenaCapture[] captures = [.. fold.Arenas.Select(a => a.BeginCapture())];
        try
        {
            using StateGate gate = new();
            SnapshotFile.Write(
                path + ".tmp", identity, fold.Position, fold, captures, gate, cancellation);
        }
        finally
        {
            Array.ForEach(captures, c => c.Dispose());
        }

        foreach (IProjection projection in fold.Projections)
        {
            projection.Sync();
        }

        DurableFile.Publish(path + ".tmp", path);
    }

    /// <summary>Fills a fold, as new.</summary>
    /// <returns>Null if that worked, otherwise why not; the fold must then be thrown away.</returns>
    internal static string? Read(Fold fold, ulong identity, string path)
    {
        try
        {
            string? problem = SnapshotFile.Read(path, identity, fold);
            if (problem is null)
            {
                fold.Restored();
            }

            return problem;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return e.Message;
        }
    }
}
