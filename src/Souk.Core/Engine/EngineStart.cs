using System.Diagnostics;
using System.Globalization;
using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>Brings a data folder's state up to the end of its log: from the newest good snapshot where there is
/// one.</summary>
internal sealed record EngineStart(Fold Fold, EngineOpenReport Report)
{
    internal static EngineStart Run(
        EngineOptions options,
        SegmentedLog log,
        DefinitionHistory definitions,
        SnapshotStore snapshots,
        DirectiveArchive archive,
        MarketplaceDefinition? wanted,
        IProgress<LogPosition>? progress,
        CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        List<string> remarks = [];
        LearnDefinitions(log, definitions);
        MarketplaceDefinition? current = definitions.LatestVersion == 0
            ? null
            : definitions.Get(definitions.LatestVersion);
        bool changes = wanted is not null && wanted.Fingerprint != current?.Fingerprint;
        MarketplaceDefinition reading = (changes ? wanted : current) ?? throw new InvalidOperationException(
            $"The folder {options.Folder} holds no marketplace yet and no definition was given to start one with.");
        int version = changes ? definitions.LatestVersion + 1 : definitions.LatestVersion;
        definitions.Answers.Open(log.Identity, definitions.LatestVersion, remarks);
        AnswerKeeping.Restore(options, log, definitions, archive, remarks, cancellation);
        if (changes && current is not null)
        {
            KeepAnswers(options, log, definitions, snapshots, archive, current, progress, cancellation);
        }

        Fold fold = Load(options, log, snapshots, reading, version, remarks, out LogPosition snapshot);
        try
        {
            LogReplayer replayer = new(log, definitions, archive);
            replayer.Replay(fold, through: null, progress, cancellation);

            // The copy in the folder is written first; a crash right after it leaves the log without the definition.
            if (changes || (snapshot == LogPosition.Zero && replayer.NewestVersion < version))
            {
                PutInForce(log, definitions, fold, version);
                snapshots.Clear();
            }

            DeleteOtherStateFolders(options, version);
            long replayed = fold.Position.Value - Math.Max(snapshot.Value, log.FirstPosition.Value - 1);
            TimeSpan duration = Stopwatch.GetElapsedTime(started);
            return new EngineStart(fold, new EngineOpenReport(log.OpenReport, snapshot, replayed, duration, remarks));
        }
        catch
        {
            fold.Dispose();
            throw;
        }
    }

    /// <summary>Where the projections of a definition's version keep their side files.</summary>
    internal static string StateFolder(EngineOptions options, int version) =>
        Path.Combine(options.Folder, "state", version.ToString("D6", CultureInfo.InvariantCulture));

    /// <summary>Appends a definition to the log, from where on it is in force.</summary>
    internal static void PutInForce(IEventLog log, DefinitionHistory definitions, Fold fold, int version)
    {
        definitions.Add(version, fold.Definition);
        byte[] payload = BatchPayload.ForDefinition(version, fold.Definition.SourceText);
        LogTime time = fold.AdmittedTime == LogTime.BeforeAll ? new LogTime(0) : fold.AdmittedTime;
        LogPosition position = log.Append(payload, 1, time, time);
        fold.Skip(position);
        log.WaitForDurable(position).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Deletes the side files of a version, which an attempt to build its state may have left.</summary>
    internal static void DeleteStateFolder(EngineOptions options, int version)
    {
        string folder = StateFolder(options, version);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void DeleteOtherStateFolders(EngineOptions options, int version)
    {
        string keep = StateFolder(options, version);
        string parent = Path.GetDirectoryName(keep)!;
        if (!Directory.Exists(parent))
        {
            return;
        }

        foreach (string folder in Directory.EnumerateDirectories(parent))
        {
            if (folder != keep)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    // What the definition that ends has answered stays what it was: its state is brought to the end of the log once
    // more, and the answers are copied from it.
    private static void KeepAnswers(
        EngineOptions options,
        SegmentedLog log,
        DefinitionHistory definitions,
        SnapshotStore snapshots,
        DirectiveArchive archive,
        MarketplaceDefinition current,
        IProgress<LogPosition>? progress,
        CancellationToken cancellation)
    {
        int version = definitions.LatestVersion;
        using Fold fold = Load(options, log, snapshots, current, version, [], out _);
        if (fold.Answering is null)
        {
            return;
        }

        new LogReplayer(log, definitions, archive).Replay(fold, through: null, progress, cancellation);
        AnswerKeeping.Keep(definitions.Answers, fold, version, definitions.Answers.Through);
    }

    // The copies of the definitions can be lost or deleted; the log has them all.
    private static void LearnDefinitions(SegmentedLog log, DefinitionHistory definitions)
    {
        if (definitions.LatestVersion > 0 || log.LastPosition == LogPosition.Zero)
        {
            return;
        }

        using IBatchReader reader = log.Read(log.FirstPosition);
        while (reader.MoveNext())
        {
            ReadOnlySpan<byte> body = BatchPayload.Read(reader.Payload.Span, out PayloadKind kind, out int version);
            if (kind == PayloadKind.Definition)
            {
                definitions.Add(version, System.Text.Encoding.UTF8.GetString(body));
            }
        }
    }

    private static Fold Load(
        EngineOptions options,
        SegmentedLog log,
        SnapshotStore snapshots,
        MarketplaceDefinition reading,
        int version,
        List<string> remarks,
        out LogPosition covered)
    {
        string folder = StateFolder(options, version);
        foreach (LogPosition position in snapshots.Positions)
        {
            string path = snapshots.PathOf(position);
            Fold fold = new(reading, options.Projections, folder);
            string? problem = position > log.LastPosition
                ? $"it covers position {position}, and the log ends at {log.LastPosition}"
                : TryRead(path, log.Identity, fold);
            if (problem is null && fold.Position != position)
            {
                problem = $"it covers position {fold.Position}, not {position}";
            }

            if (problem is null)
            {
                covered = position;
                return fold;
            }

            remarks.Add($"The snapshot {Path.GetFileName(path)} was passed over: {problem}.");
            fold.Dispose();
        }

        DeleteStateFolder(options, version);
        if (log.FirstPosition > new LogPosition(1))
        {
            remarks.Add(
                $"The state was built from what retention has left of the log, from position {log.FirstPosition} on: "
                + "profiles and features without a window lack what was before.");
        }

        covered = LogPosition.Zero;
        return new Fold(reading, options.Projections, folder);
    }

    private static string? TryRead(string path, ulong logIdentity, Fold fold)
    {
        try
        {
            string? problem = SnapshotFile.Read(path, logIdentity, fold);
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
