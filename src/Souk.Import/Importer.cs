using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Import.Mapping;
using Souk.Import.Reading;
using Souk.Log;

namespace Souk.Import;

/// <summary>
/// Brings files into an engine. Running an import again applies nothing twice: an event's id is what the mapping gives
/// or file, line and place, and the engine knows the ids of its horizon; so an import that broke off is simply run
/// again.
/// </summary>
public sealed class Importer
{
    private const int EventsPerBatch = 4_000;
    private const int RowsPerReport = 20_000;

    private readonly SoukEngine _engine;
    private readonly ImportMapping _mapping;
    private readonly string _mappingFile;
    private readonly bool _allowLate;
    private readonly string _deadLetterFile;
    private long _rows;
    private long _events;
    private long _duplicates;
    private bool _timeChecked;

    /// <summary>Makes an importer.</summary>
    /// <param name="engine">Where the events go.</param>
    /// <param name="mapping">How rows become events.</param>
    /// <param name="mappingFile">The mapping's name, for errors.</param>
    /// <param name="deadLetterFile">Where refused rows go.</param>
    /// <param name="allowLate">Whether history older than the log's newest time may be imported; it counts as
    /// now.</param>
    public Importer(
        SoukEngine engine, ImportMapping mapping, string mappingFile, string deadLetterFile, bool allowLate = false)
    {
        _engine = engine;
        _mapping = mapping;
        _mappingFile = mappingFile;
        _deadLetterFile = deadLetterFile;
        _allowLate = allowLate;
    }

    /// <summary>Imports files, in their order if the mapping says they are sorted, otherwise merged by time.</summary>
    /// <exception cref="InvalidDataException">A file cannot be read on, or an expression of the mapping is wrong; what
    /// was imported before stays.</exception>
    /// <exception cref="InvalidOperationException">The history is older than the log.</exception>
    public async Task<ImportResult> RunAsync(
        IReadOnlyList<string> files, IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        using RejectedRows rejected = new(_deadLetterFile);
        using EventSorter sorter = new(_engine.Definition);
        long total = files.Sum(f => new FileInfo(f).Length);
        long before = 0;
        EventBatch batch = new(_engine.Definition);
        List<LogTime> times = [];
        foreach (string file in files)
        {
            using RowSource source = new(file, _mapping);
            RowEvents events = new(
                _mapping, _mappingFile, source.Columns, LogTime.FromDateTimeOffset(DateTimeOffset.UtcNow));
            while (source.Next(out string? problem) is Row row)
            {
                problem ??= events.Make(row, batch, times);
                if (problem is not null)
                {
                    rejected.Add(row.File, row.Line, problem, source.Raw);
                }

                if (batch.Count >= EventsPerBatch)
                {
                    batch = await Pass(batch, times, sorter, cancellation);
                }

                if (++_rows % RowsPerReport == 0)
                {
                    progress?.Report(new ImportProgress(before + source.Read, total, _rows, _events));
                    cancellation.ThrowIfCancellationRequested();
                }
            }

            before += source.Length;
        }

        await Pass(batch, times, sorter, cancellation);
        foreach (EventBatch sorted in sorter.Sorted(EventsPerBatch))
        {
            await Submit(sorted, cancellation);
            progress?.Report(new ImportProgress(total, total, _rows, _events));
        }

        if (_engine.LastPosition > LogPosition.Zero)
        {
            await _engine.Log.WaitForDurable(_engine.LastPosition, cancellation);
        }

        return new ImportResult(_rows, rejected.Count, _events, _duplicates, rejected.Path);
    }

    private async Task<EventBatch> Pass(
        EventBatch batch, List<LogTime> times, EventSorter sorter, CancellationToken cancellation)
    {
        if (_mapping.IsSorted)
        {
            await Submit(batch, cancellation);
            batch = new EventBatch(_engine.Definition);
        }
        else
        {
            sorter.Add(batch, times);
            batch.Clear();
        }

        times.Clear();
        return batch;
    }

    private async Task Submit(EventBatch batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        CheckTime(batch);
        Task<SubmitResult> answer;
        while (!_engine.TrySubmit(batch, Acknowledgement.Buffered, out answer))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellation);
        }

        SubmitResult result = await answer;
        _events += batch.Count - result.Duplicates;
        _duplicates += result.Duplicates;
    }

    // Only the first event is looked at: the others follow in time. Events that are in the log already do not count.
    private void CheckTime(EventBatch batch)
    {
        if (_timeChecked || _allowLate)
        {
            return;
        }

        _timeChecked = true;
        LogTime first = EventFormat.ReadHead(batch.RecordAt(0)).StampedTime;
        LogTime newest;
        bool known;
        using (FoldScope scope = _engine.Read())
        {
            newest = scope.Fold.Time;
            known = scope.Fold.Knows(EventFormat.IdOf(batch.RecordAt(0)));
        }

        if (first < newest && !known)
        {
            throw new InvalidOperationException(
                $"The history begins at {first}, and the log is at {newest} already: all that is older would count "
                + "as that time. Import into a new folder, oldest history first, or allow it with --allow-late.");
        }
    }
}
