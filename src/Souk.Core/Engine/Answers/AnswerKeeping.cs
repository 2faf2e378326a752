using Souk.Log;

namespace Souk.Core.Engine.Answers;

/// <summary>Keeps what a definition answered when it ends without an engine that runs: at a start with another one, and
/// where the files were lost.</summary>
internal static class AnswerKeeping
{
    /// <summary>How many answers are copied while the writer of the log waits: about a millisecond's worth.</summary>
    internal const int AtOnce = 2_000;

    /// <summary>Keeps what a state that stands still answered after a position.</summary>
    internal static void Keep(AnswerStore store, Fold fold, int version, LogPosition after)
    {
        if (fold.Answering is IAnswering answering)
        {
            store.Keep(
                version, after, fold.Position, isLast: true, w => answering.CopyAnswers(w.Last, AtOnce, w));
        }
    }

    /// <summary>Derives the answers of ended definitions that are missing from the log again: each by a replay under
    /// the definition of that time.</summary>
    internal static void Restore(
        EngineOptions options,
        SegmentedLog log,
        DefinitionHistory definitions,
        DirectiveArchive archive,
        List<string> remarks,
        CancellationToken cancellation)
    {
        AnswerStore store = definitions.Answers;
        int ended = Math.Max(0, definitions.LatestVersion - 1);
        int[] missing = [.. Enumerable.Range(1, ended).Where(v => !store.IsWhole(v))];
        if (missing.Length == 0 || !Answers(options, definitions))
        {
            return;
        }

        if (log.FirstPosition > new LogPosition(1))
        {
            remarks.Add(
                $"The answers given under definition {string.Join(", ", missing)} are missing, and the log no longer "
                + "reaches back to its start: what was decided then is derived under the definition in force, and may "
                + $"differ from what was answered. Restore definitions/*{AnswerFormat.Extension} from a backup.");
            return;
        }

        Dictionary<int, LogPosition> starts = Starts(log, cancellation);
        foreach (int version in missing)
        {
            // One that a crash kept from the log was never in force, and is passed over.
            LogPosition next = starts.Where(s => s.Key > version).Select(s => s.Value)
                .DefaultIfEmpty(log.LastPosition.Next).Min();
            store.Discard(version);
            LogPosition after = store.Before(version) is [.., EndedAnswers before] ? before.Through : LogPosition.Zero;
            using Fold fold = new(definitions.Get(version), options.Projections);
            new LogReplayer(log, definitions, archive).Replay(
                fold, new LogPosition(next.Value - 1), progress: null, cancellation);
            Keep(store, fold, version, after);
            remarks.Add($"The answers given under definition {version} were derived from the log again.");
        }
    }

    private static bool Answers(EngineOptions options, DefinitionHistory definitions)
    {
        using Fold empty = new(definitions.Get(definitions.LatestVersion), options.Projections);
        return empty.Answering is not null;
    }

    // Where each version was put in force first.
    private static Dictionary<int, LogPosition> Starts(SegmentedLog log, CancellationToken cancellation)
    {
        Dictionary<int, LogPosition> starts = [];
        using IBatchReader reader = log.Read(log.FirstPosition);
        while (reader.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            BatchPayload.Read(reader.Payload.Span, out PayloadKind kind, out int version);
            if (kind == PayloadKind.Definition)
            {
                starts.TryAdd(version, reader.FirstPosition);
            }
        }

        return starts;
    }
}
