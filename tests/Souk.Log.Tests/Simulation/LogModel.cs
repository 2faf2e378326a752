namespace Souk.Log.Tests.Simulation;

/// <summary>The naive log: a list of batches in memory, each as it was appended.</summary>
internal sealed class LogModel
{
    private readonly List<ModelBatch> _batches = [];

    public IReadOnlyList<ModelBatch> Batches => _batches;

    public LogPosition LastPosition => _batches.Count == 0 ? LogPosition.Zero : _batches[^1].Last;

    public LogTime LastTime => _batches.Count == 0 ? LogTime.BeforeAll : _batches[^1].LastTime;

    public void Append(byte[] payload, int count, LogTime firstTime, LogTime lastTime) =>
        _batches.Add(new ModelBatch(LastPosition.Next, count, firstTime, lastTime, payload));

    /// <summary>Forgets everything after a position, which must be the end of a batch.</summary>
    public void CutAfter(LogPosition last)
    {
        while (LastPosition > last)
            _batches.RemoveAt(_batches.Count - 1);
        Assert.Equal(last, LastPosition);
    }

    /// <summary>Checks that a reader gives exactly the batches from a position to another.</summary>
    public void AssertReads(IBatchReader reader, LogPosition from, LogPosition last)
    {
        foreach (ModelBatch batch in _batches)
        {
            if (batch.Last < from || batch.First > last)
                continue;
            Assert.True(reader.MoveNext(), $"Batch {batch.First} is missing.");
            Assert.Equal(batch.First, reader.FirstPosition);
            Assert.Equal(batch.Count, reader.Count);
            Assert.Equal(batch.FirstTime, reader.FirstTime);
            Assert.Equal(batch.LastTime, reader.LastTime);
            Assert.True(batch.Payload.AsSpan().SequenceEqual(reader.Payload.Span), $"Batch {batch.First} differs.");
        }

        Assert.False(reader.MoveNext(), "There is a batch too many.");
    }
}
