using System.Buffers.Binary;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Import.Reading;

/// <summary>
/// Sorts events by time, those of equal times in the order in which they came, with bounded memory: runs that fit into
/// memory are sorted and written to temporary files, then merged.
/// </summary>
internal sealed class EventSorter(
    MarketplaceDefinition definition, int runBytes = EventSorter.DefaultRunBytes) : IDisposable
{
    /// <summary>How many bytes of events are sorted in memory at once: a million events of usual size.</summary>
    internal const int DefaultRunBytes = 128 << 20;

    private readonly EventBatch _run = new(definition);
    private readonly List<(LogTime Time, int Offset)> _index = [];
    private readonly List<string> _files = [];

    public void Dispose() => _files.ForEach(File.Delete);

    /// <summary>Adds the events of a batch.</summary>
    internal void Add(EventBatch batch, List<LogTime> times)
    {
        int at = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            _index.Add((times[i], _run.Length + at));
            at += batch.RecordAt(at).Length;
        }

        _run.Append(batch);
        if (_run.Length >= runBytes)
        {
            Spill();
        }
    }

    /// <summary>Gives all events, sorted, in batches.</summary>
    internal IEnumerable<EventBatch> Sorted(int eventsPerBatch)
    {
        if (_files.Count == 0)
        {
            SortIndex();
            for (int from = 0; from < _index.Count; from += eventsPerBatch)
            {
                EventBatch batch = new(definition);
                for (int i = from; i < Math.Min(_index.Count, from + eventsPerBatch); i++)
                {
                    batch.AppendRecord(_run.RecordAt(_index[i].Offset));
                }

                yield return batch;
            }

            yield break;
        }

        Spill();
        foreach (EventBatch batch in Merge(eventsPerBatch))
        {
            yield return batch;
        }
    }

    private void SortIndex() => _index.Sort((a, b) =>
        a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Offset.CompareTo(b.Offset));

    private void Spill()
    {
        SortIndex();
        string file = Path.GetTempFileName();
        _files.Add(file);
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Span<byte> time = stackalloc byte[sizeof(long)];
        foreach ((LogTime at, int offset) in _index)
        {
            BinaryPrimitives.WriteInt64LittleEndian(time, at.Microseconds);
            stream.Write(time);
            stream.Write(_run.RecordAt(offset));
        }

        _run.Clear();
        _index.Clear();
    }

    private IEnumerable<EventBatch> Merge(int eventsPerBatch)
    {
        List<FileStream> runs =
            [.. _files.Select(f => new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20))];
        try
        {
            PriorityQueue<(int Run, byte[] Record), (long Time, int Run)> heads = new();
            for (int i = 0; i < runs.Count; i++)
            {
                Advance(runs[i], i, heads);
            }

            EventBatch batch = new(definition);
            while (heads.TryDequeue(out (int Run, byte[] Record) head, out _))
            {
                batch.AppendRecord(head.Record);
                Advance(runs[head.Run], head.Run, heads);
                if (batch.Count == eventsPerBatch)
                {
                    yield return batch;
                    batch = new EventBatch(definition);
                }
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }
        }
        finally
        {
            runs.ForEach(r => r.Dispose());
        }
    }

    private static void Advance(
        FileStream run, int index, PriorityQueue<(int Run, byte[] Record), (long Time, int Run)> heads)
    {
        Span<byte> head = stackalloc byte[sizeof(long) + sizeof(int)];
        if (run.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(head[sizeof(long)..]);
        byte[] record = new byte[sizeof(int) + length];
        head[sizeof(long)..].CopyTo(record);
        run.ReadExactly(record.AsSpan(sizeof(int)));
        heads.Enqueue((index, record), (BinaryPrimitives.ReadInt64LittleEndian(head), index));
    }
}
