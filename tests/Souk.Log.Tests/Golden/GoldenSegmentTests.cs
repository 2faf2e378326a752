using Souk.Log.Inspection;
using Souk.Log.Recovery;
using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests.Golden;

public sealed class GoldenSegmentTests
{
    private readonly byte[] _stored = GoldenLog.Stored();
    private readonly SimulatedDisk _written;
    private readonly LogModel _model;

    public GoldenSegmentTests() => _written = GoldenLog.Write(out _model);

    [Fact]
    public void The_stored_segment_is_written_again_byte_for_byte() =>
        Assert.Equal(_stored, _written.Bytes(GoldenLog.Name));

    [Fact]
    public void The_stored_segment_is_read_as_it_was_appended()
    {
        using SegmentedLog log = GoldenLog.Open(DiskWith(_stored, witnessed: true));
        Assert.Null(log.OpenReport.TornTail);
        AssertPrefix(log);
        Assert.Equal(_model.LastPosition, log.LastPosition);
    }

    [Fact]
    public void Every_flipped_bit_is_refused()
    {
        for (int bit = 0; bit < _stored.Length * 8; bit++)
        {
            SimulatedDisk disk = DiskWith(Flipped(_stored, bit), witnessed: true);
            Assert.False(Verify(disk).IsSound, $"Verify overlooks flipped bit {bit}.");
            Assert.Throws<LogCorruptedException>(() => GoldenLog.Open(disk));
            Assert.Equal(2, disk.List().Count);
        }
    }

    [Fact]
    public void Without_the_witness_every_flipped_bit_is_refused_or_takes_only_the_last_group()
    {
        LogPosition proven = new(7);
        int refused = 0;
        for (int bit = 0; bit < _stored.Length * 8; bit++)
        {
            SimulatedDisk disk = DiskWith(Flipped(_stored, bit), witnessed: false);
            bool sound = Verify(disk).IsSound;
            try
            {
                using SegmentedLog log = GoldenLog.Open(disk);
                AssertPrefix(log);
                Assert.Equal(proven, log.LastPosition);
                Assert.NotNull(log.OpenReport.TornTail);
                Assert.True(sound);
            }
            catch (LogCorruptedException)
            {
                refused++;
                Assert.False(sound);
            }
        }

        Assert.InRange(refused, 1, (_stored.Length * 8) - 1);
    }

    [Fact]
    public void Every_flipped_bit_of_the_witness_is_harmless()
    {
        byte[] witness = _written.Bytes(DurableWitness.Name);
        for (int bit = 0; bit < witness.Length * 8; bit++)
        {
            SimulatedDisk disk = DiskWith(_stored, witnessed: false);
            disk.Put(DurableWitness.Name, Flipped(witness, bit));
            using SegmentedLog log = GoldenLog.Open(disk);
            Assert.Equal(_model.LastPosition, log.LastPosition);
            AssertPrefix(log);
        }
    }

    [Fact]
    public void Every_flipped_bit_leaves_a_clean_prefix_if_data_loss_is_accepted()
    {
        for (int bit = 0; bit < _stored.Length * 8; bit += 3)
        {
            byte[] flipped = Flipped(_stored, bit);
            SimulatedDisk disk = DiskWith(flipped, witnessed: true);
            using SegmentedLog log = GoldenLog.Open(disk, acceptDataLoss: true);
            AssertPrefix(log);
            LogDamage damage = Assert.Single(log.OpenReport.Lost);
            Assert.Equal(log.LastPosition.Next, damage.FirstLost);
            Assert.Equal(_model.LastPosition, damage.LastLost ?? _model.LastPosition);
            Assert.Equal(_stored.Length - damage.Offset, damage.BytesLost);
            string lost = Assert.Single(disk.List(), name => name.EndsWith(".lost", StringComparison.Ordinal));
            Assert.Equal(flipped[(int)damage.Offset..], disk.Bytes(lost));
        }
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < _stored.Length; length++)
        {
            SimulatedDisk disk = DiskWith(_stored[..length], witnessed: true);
            Assert.Throws<LogCorruptedException>(() => GoldenLog.Open(disk));
            Assert.Equal(_stored[..length], disk.Bytes(GoldenLog.Name));
            Assert.False(Verify(disk).IsSound, $"Verify overlooks that only {length} bytes are left.");
        }
    }

    [Fact]
    public void Without_the_witness_every_truncation_leaves_a_clean_prefix_and_says_what_was_cut()
    {
        for (int length = 0; length < _stored.Length; length++)
        {
            using SegmentedLog log = GoldenLog.Open(DiskWith(_stored[..length], witnessed: false));
            AssertPrefix(log);
            bool endsWithBatch = log.OpenReport.Bytes == length;
            Assert.Equal(endsWithBatch, log.OpenReport.TornTail is null);
        }
    }

    [Fact]
    public void A_missing_segment_is_refused()
    {
        SimulatedDisk disk = DiskWith(_stored, witnessed: true);
        disk.Delete(GoldenLog.Name);
        Assert.Throws<LogCorruptedException>(() => GoldenLog.Open(disk));
        using SegmentedLog log = GoldenLog.Open(disk, acceptDataLoss: true);
        Assert.Equal(LogPosition.Zero, log.LastPosition);
    }

    private static LogVerification Verify(SimulatedDisk disk) =>
        new LogVerifier(disk).Run(null, CancellationToken.None);

    private void AssertPrefix(SegmentedLog log)
    {
        using IBatchReader reader = log.Read(LogPosition.Zero);
        _model.AssertReads(reader, new LogPosition(1), log.LastPosition);
    }

    private SimulatedDisk DiskWith(byte[] segment, bool witnessed)
    {
        SimulatedDisk disk = new(new Random(0));
        disk.Put(GoldenLog.Name, segment);
        if (witnessed)
            disk.Put(DurableWitness.Name, _written.Bytes(DurableWitness.Name));
        return disk;
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
