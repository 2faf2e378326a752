using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Server;

namespace Souk.Cli.Data;

/// <summary>Opens data folders for commands that read.</summary>
internal static class DataFolder
{
    /// <summary>Opens a folder that holds a marketplace; no server may have it open.</summary>
    /// <exception cref="InvalidOperationException">It holds none.</exception>
    internal static SoukEngine Open(string folder, CancellationToken cancellation) =>
        Directory.Exists(Path.Combine(folder, "log"))
            ? SoukEngine.Open(
                new EngineOptions { Folder = folder, Projections = StandardProjections.All, SnapshotOnClose = false },
                new ReplayReport(),
                cancellation)
            : throw new InvalidOperationException(
                $"{folder} holds no marketplace; 'souk serve' or 'souk import' start one.");
}
