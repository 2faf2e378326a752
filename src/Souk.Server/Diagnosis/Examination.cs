using System.Globalization;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Log;
using Souk.Server.Entities;

namespace Souk.Server.Diagnosis;

/// <summary>Finds what is wrong with a running engine and its folder. Safe for use from several threads.</summary>
public sealed class Examination
{
    // Below this the next hours may fill the disk; a full disk stops intake.
    private const long LowDiskBytes = 2L << 30;

    // A quarter of the queue: the sequencer is behind by more than a moment.
    private const long HighWaitingBytes = 16L << 20;

    // A restart replays some 300,000 events a second; this many make it wait half a minute.
    private const long FarSnapshot = 10_000_000;

    // Taking a snapshot shall not stop serving for longer.
    private const long SlowHoldMicroseconds = 50_000;

    // One entity with this share of its kind's events is an account for tests, a bot or a default value.
    private const double HotShare = 0.2;

    // Shares of fewer events than this say little.
    private const long EnoughEvents = 1_000;

    private const int SamplePerKind = 5;

    private readonly SoukEngine _engine;
    private readonly string _folder;

    /// <summary>Makes an examination of an engine over a data folder.</summary>
    public Examination(SoukEngine engine, string folder)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _engine = engine;
        _folder = folder;
    }

    /// <summary>Looks at the folder's disk and dead letters; needs no engine.</summary>
    public static IReadOnlyList<Finding> OfFolder(string folder) => [Disk(folder), DeadLetters(folder)];

    /// <summary>Looks at everything. The comparison of the live state with the log replays the log, which can take
    /// minutes and as much memory as the state.</summary>
    /// <param name="cancellation">Gives up.</param>
    public IReadOnlyList<Finding> Run(CancellationToken cancellation)
    {
        List<Finding> found = [Engine(), Lag(), .. Snapshots(), .. OfFolder(_folder)];
        if (_engine.Failure is null)
        {
            // The log of an engine that has stopped is read by nobody until the next start.
            RecentTraffic traffic = new(_engine, cancellation);
            found.AddRange([.. Traffic(traffic), Parity(traffic, cancellation)]);
        }

        return found;
    }

    private static Finding Disk(string folder)
    {
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return free < LowDiskBytes
            ? Finding.Bad(
                "disk", $"{free >> 20} MiB are free", "make room: when the disk is full no event is taken any more")
            : Finding.Good("disk", $"{free >> 30} GiB are free");
    }

    private static Finding DeadLetters(string folder)
    {
        string letters = Path.Combine(folder, "dead-letter");
        string? newest = Directory.Exists(letters)
            ? Directory.EnumerateFiles(letters, "*.ndjson").MaxBy(f => File.GetLastWriteTimeUtc(f)) : null;
        if (newest is null)
        {
            return Finding.Good("dead letters", "none");
        }

        long bytes = Directory.EnumerateFiles(letters).Sum(f => new FileInfo(f).Length);
        string at = File.GetLastWriteTimeUtc(newest).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Finding.Warn(
            "dead letters", $"refused events were kept, {bytes} bytes in all, the newest at {at} in {newest}",
            "read the reasons in it, mend the sender and send the events again, then delete the file");
    }

    private Finding Engine() => _engine.Failure is Exception failure
        ? Finding.Bad("engine", failure.Message, "look after the disk, then restart: the state is rebuilt from the log")
        : Finding.Good(
            "engine", $"takes events, log position {_engine.LastPosition}, definition {_engine.DefinitionVersion}");

    private Finding Lag()
    {
        long waiting = _engine.WaitingBytes;
        return waiting > HighWaitingBytes
            ? Finding.Warn(
                "lag", $"{waiting >> 20} MiB of events wait for the sequencer",
                "send in larger batches, or slower; if it stays, the machine is too small for the traffic")
            : Finding.Good("lag", $"{waiting} bytes of events wait for the sequencer");
    }

    private IEnumerable<Finding> Snapshots()
    {
        if (_engine.SnapshotFailure is Exception failure)
        {
            yield return Finding.Bad(
                "snapshots", $"the last one could not be written: {failure.Message}",
                "see that the folder 'snapshots' can be written and the disk has room");
        }

        foreach (string remark in _engine.OpenReport.Remarks)
        {
            yield return Finding.Warn("snapshots", remark, "nothing: the next snapshot takes its place");
        }

        long behind = _engine.LastPosition.Value - _engine.SnapshotPosition.Value;
        yield return behind > FarSnapshot
            ? Finding.Warn(
                "snapshots", $"the newest is {behind} positions old; a restart replays them",
                "take snapshots more often")
            : Finding.Good("snapshots",
                $"the newest covers position {_engine.SnapshotPosition}; a restart replays {behind} positions");
        long hold = _engine.Counters.LongestSnapshotHoldMicroseconds;
        if (hold > SlowHoldMicroseconds)
        {
            yield return Finding.Warn(
                "snapshots", $"starting one held the sequencer for {hold / 1000.0:0.0} ms",
                "look for other work on the machine, and for swapping");
        }
    }

    private static IEnumerable<Finding> Traffic(RecentTraffic traffic)
    {
        string types = string.Join(
            ", ", traffic.Types.Take(5).Select(t => $"{t.Type} {t.Events / (double)traffic.Events:P0}"));
        yield return Finding.Good(
            "traffic", $"the newest {traffic.Events} events: {(traffic.Events == 0 ? "none" : types)}");
        foreach ((EntityKind kind, string id, long events, double share) in traffic.Hottest)
        {
            if (traffic.NamedOf(kind) >= EnoughEvents && share > HotShare && traffic.CountOf(kind) > 1)
            {
                yield return Finding.Warn(
                    "hot keys", $"{kind.Name} '{id}' is in {events} of the newest events, {share:P0} of those that " +
                    $"name a {kind.Name}",
                    "see whether it is real: a test account, a bot, or a default that a sender fills in");
            }
        }
    }

    // Both sides are read at one position: what serving holds, and what a replay of the log gives.
    private Finding Parity(RecentTraffic traffic, CancellationToken cancellation)
    {
        MarketplaceDefinition definition = _engine.Definition;
        List<(EntityKind Kind, string Id, List<string> Columns)> sample =
        [
            .. from entity in traffic.Sample(SamplePerKind)
               let columns = ColumnNames.Of(definition, entity.Kind)
               where columns.Count > 0
               select (entity.Kind, entity.Id, columns),
        ];
        if (sample.Count == 0)
        {
            return Finding.Good("parity", "there is no entity with features to compare yet");
        }

        LogPosition position;
        List<FeatureValue[]> live;
        using (FoldScope scope = _engine.Read())
        {
            position = scope.Fold.Position;
            live = Read(scope.Fold, sample);
        }

        // From the log's start where retention allows, so that snapshots are checked too.
        bool isWhole = _engine.Log.FirstPosition <= new LogPosition(1);
        PastFeatures past = isWhole ? new PastFeatures(_engine.Log, _engine.Definitions) : new PastFeatures(_engine);
        string[] all = [.. sample.SelectMany(s => s.Columns).Distinct()];
        using PastState replayed = past.Open(definition, all, PastMoment.At(position), cancellation);
        return Compare(sample, live, Read(replayed.Fold, sample), position);
    }

    private static Finding Compare(
        List<(EntityKind Kind, string Id, List<string> Columns)> sample, List<FeatureValue[]> live,
        List<FeatureValue[]> replayed,
        LogPosition position)
    {
        for (int i = 0; i < sample.Count; i++)
        {
            for (int c = 0; c < live[i].Length; c++)
            {
                if (live[i][c] != replayed[i][c])
                {
                    return Finding.Bad(
                        "parity",
                        $"{sample[i].Columns[c]} of {sample[i].Kind.Name} '{sample[i].Id}' at position {position} is "
                        + $"{Shown(live[i][c])}, and a replay of the log gives {Shown(replayed[i][c])}",
                        "stop the server, delete the folder 'snapshots' and start again; report it, with the log");
                }
            }
        }

        return Finding.Good(
            "parity", $"{sample.Sum(s => s.Columns.Count)} feature values of {sample.Count} entities equal a " +
            $"replay of the log to position {position}");
    }

    private static string Shown(FeatureValue value) => value.IsMissing ? "missing" : value.ToString();

    private static List<FeatureValue[]> Read(Fold fold, List<(EntityKind Kind, string Id, List<string> Columns)> sample)
    {
        FeatureEngine features = fold.Projection<FeatureEngine>();
        Dictionary<EntityKind, FeatureReader> readers = [];
        List<FeatureValue[]> rows = [];
        foreach ((EntityKind kind, string id, List<string> columns) in sample)
        {
            if (!readers.TryGetValue(kind, out FeatureReader? reader))
            {
                reader = features.CreateReader(columns);
                readers.Add(kind, reader);
            }

            FeatureValue[] values = new FeatureValue[columns.Count];
            reader.Read(id, values);
            rows.Add(values);
        }

        return rows;
    }
}
