using Souk.Cli.Data;
using Souk.Core.Engine;
using Souk.Core.State;
using Souk.Log;
using Souk.Log.Inspection;
using Souk.Server;
using Souk.Server.Diagnosis;

namespace Souk.Cli.Doctor;

/// <summary>Checks a data folder; what needs the folder for itself is left out while a server has it open.</summary>
internal sealed class FolderCheck(string folder)
{
    /// <summary>Whether the log is damaged.</summary>
    internal bool IsDamaged { get; private set; }

    internal IReadOnlyList<Finding> Run(CancellationToken cancellation)
    {
        string log = Path.Combine(folder, "log");
        if (!Directory.Exists(log))
        {
            return [Finding.Bad(
                "folder", $"{folder} holds no marketplace", "start one with 'souk serve' or 'souk import'")];
        }

        Finding logFinding = Log(log, cancellation);
        if (IsDamaged)
        {
            return [logFinding, .. Examination.OfFolder(folder)];
        }

        try
        {
            using SoukEngine engine = DataFolder.Open(folder, cancellation);
            return [logFinding, .. new Examination(engine, folder).Run(cancellation), .. Parity(engine, cancellation)];
        }
        catch (LogLockedException)
        {
            return
            [
                logFinding,
                .. Examination.OfFolder(folder),
                Finding.Good("state", "a server has the folder open; 'souk doctor --url' checks its state"),
            ];
        }
    }

    private Finding Log(string log, CancellationToken cancellation)
    {
        LogVerification verified = LogFolder.Verify(log, cancellation: cancellation);
        IsDamaged = !verified.IsSound;
        return verified.IsSound
            ? Finding.Good("log", $"every batch is sound ({verified.Records} records, {verified.Bytes >> 20} MiB)")
            : Finding.Bad(
                "log", verified.ToString(),
                "restore the segment from a copy, or read docs/log.md on --accept-data-loss");
    }

    // The whole state, not a sample: the folder is ours alone now.
    private static IEnumerable<Finding> Parity(SoukEngine engine, CancellationToken cancellation)
    {
        if (engine.Log.FirstPosition > new LogPosition(1))
        {
            yield break;
        }

        using Fold clean = new(engine.Definition, StandardProjections.All);
        using IDisposable hold = engine.HoldLog();
        ProgressBar progress = new(engine.LastPosition.Value, "replayed");
        engine.CreateReplayer().Replay(clean, null, progress, cancellation);
        progress.End();
        List<Finding> findings = [];
        using (FoldScope scope = engine.Read())
        {
            findings.AddRange(scope.Fold.Arenas.Zip(clean.Arenas).Select(pair => Compare(pair.First, pair.Second)));
        }

        foreach (Finding finding in findings)
        {
            yield return finding;
        }
    }

    // Page 0 carries the snapshot's own position, so the pages behind it are compared.
    private static Finding Compare(Arena live, Arena replayed) =>
        live.PageCount == replayed.PageCount
            && Enumerable.Range(1, live.PageCount - 1).All(p => live.Page(p).SequenceEqual(replayed.Page(p)))
            ? Finding.Good("parity", $"'{live.Name}' equals a clean replay, page by page")
            : Finding.Bad("parity", $"'{live.Name}' differs from a clean replay",
                "delete the folder 'snapshots' and start again");
}
