using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests.Segments;

public sealed class SegmentIndexTests
{
    private const int Batches = 400;
    private const int PayloadBytes = 8000;

    private readonly SimulatedDisk _disk = new(new Random(0));
    private readonly LogModel _model = new();

    public SegmentIndexTests()
    {
        using SegmentedLog log = Open();
        for (int i = 0; i < Batches; i++)
        {
            byte[] payload = new byte[PayloadBytes];
            Array.Fill(payload, (byte)i);
            log.Append(payload, 3, new LogTime(i), new LogTime(i));
            _model.Append(payload, 3, new LogTime(i), new LogTime(i));
        }
    }

    private string Index => Assert.Single(_disk.List(), name => name.EndsWith(".index", StringComparison.Ordinal));

    [Fact]
    public void Every_position_is_found_through_the_index() => CheckAll();

    [Fact]
    public void A_missing_index_is_made_again_as_it_was()
    {
        string name = Index;
        byte[] before = _disk.Bytes(name);
        _disk.Delete(name);
        CheckAll();
        Assert.Equal(before, _disk.Bytes(name));
    }

    [Fact]
    public void A_damaged_index_is_made_again_as_it_was()
    {
        byte[] before = _disk.Bytes(Index);
        for (int at = 0; at < before.Length; at++)
        {
            byte[] damaged = [.. before];
            damaged[at] ^= 1;
            _disk.Put(Index, damaged);
            using (SegmentedLog log = Open())
            using (IBatchReader reader = log.Read(new LogPosition(50)))
                Assert.True(reader.MoveNext());
            Assert.Equal(before, _disk.Bytes(Index));
        }
    }

    private SegmentedLog Open() => SegmentedLog.Open(new LogOptions
    {
        Folder = "simulated",
        Files = _disk,
        SegmentBytes = 2 << 20,
        CommitsByHand = true,
    });

    private void CheckAll()
    {
        using SegmentedLog log = Open();
        for (long position = 1; position <= 3 * Batches; position += 7)
        {
            using IBatchReader reader = log.Read(new LogPosition(position));
            Assert.True(reader.MoveNext());
            Assert.InRange(position, reader.FirstPosition.Value, reader.FirstPosition.Value + reader.Count - 1);
            Assert.Equal(reader.FirstPosition, log.FirstPositionAtOrAfter(reader.FirstTime));
        }

        using IBatchReader all = log.Read(LogPosition.Zero);
        _model.AssertReads(all, new LogPosition(1), log.LastPosition);
    }
}
