using Souk.Log.Inspection;
using Souk.Log.Recovery;
using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests.Recovery;

public sealed class LogRecoveryTests
{
    private const int Batches = 12;

    private readonly LogScript _script = new(Batches);

    [Fact]
    public void Damage_in_the_last_segment_is_refused_and_says_what_would_go()
    {
        string last = _script.Segments[^1];
        _script.Damage(last, 64 + 60);
        LogDamage damage = Assert.Throws<LogCorruptedException>(() => _script.Open()).Damage!;
        Assert.Equal(last, damage.Segment);
        Assert.Equal(64, damage.Offset);
        Assert.Equal(new LogPosition(19), damage.FirstLost);
        Assert.Equal(new LogPosition(24), damage.LastLost);
        Assert.Equal(_script.Disk.Bytes(last).Length - 64, damage.BytesLost);
        Assert.Contains("positions 19 to 24 (6 records)", damage.ToString(), StringComparison.Ordinal);
        Assert.Contains("--accept-data-loss", damage.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_batch_before_one_of_a_later_commit_is_refused_also_without_the_witness()
    {
        _script.Disk.Delete(DurableWitness.Name);
        _script.Damage(_script.Segments[^1], 64 + 60);
        Assert.Throws<LogCorruptedException>(() => _script.Open());
    }

    [Fact]
    public void A_bad_last_batch_without_a_witness_is_a_torn_tail()
    {
        _script.Disk.Delete(DurableWitness.Name);
        string last = _script.Segments[^1];
        byte[] bytes = _script.Disk.Bytes(last);
        _script.Damage(last, bytes.Length - 1);
        using SegmentedLog log = _script.Open();
        Assert.Equal(new LogPosition(22), log.LastPosition);
        TornTail torn = log.OpenReport.TornTail!;
        Assert.Equal(new TornTail(last, bytes.Length - 256, 256, torn.Reason), torn);
        _script.AssertPrefix(log);
    }

    [Fact]
    public void Later_batches_of_the_same_unfinished_commit_do_not_make_it_corruption()
    {
        SegmentedLog log = _script.Open();
        for (int i = 0; i < 3; i++)
            log.Append(new byte[8], 1, new LogTime(1000), new LogTime(1000));
        // The write goes through, the flush does not come.
        _script.Disk.CrashAt = _script.Disk.Operations + 2;
        Assert.Throws<SimulatedCrashException>(log.CommitByHand);
        _script.Disk.KillProcess();
        string last = _script.Segments[^1];
        int length = _script.Disk.Bytes(last).Length;
        _script.Damage(last, length - (3 * (56 + 8)) + 60);
        using SegmentedLog again = _script.Open();
        Assert.Equal(new LogPosition(24), again.LastPosition);
        Assert.Equal(3 * (56 + 8), again.OpenReport.TornTail!.Bytes);
        _script.AssertPrefix(again);
    }

    [Fact]
    public void A_missing_segment_in_the_middle_is_refused()
    {
        string[] segments = _script.Segments;
        _script.Disk.Delete(segments[1]);
        LogDamage damage = Assert.Throws<LogCorruptedException>(() => _script.Open()).Damage!;
        Assert.Equal(segments[2], damage.Segment);
        Assert.Contains($"follows segment {segments[1]}, which is missing", damage.Reason, StringComparison.Ordinal);
        Assert.Equal(new LogPosition(7), damage.FirstLost);
    }

    [Fact]
    public void A_shortened_sealed_segment_is_refused()
    {
        string first = _script.Segments[0];
        _script.Disk.Put(first, _script.Disk.Bytes(first)[..^256]);
        LogCorruptedException refused = Assert.Throws<LogCorruptedException>(() => _script.Open());
        Assert.Contains("has 576", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new LogPosition(5), refused.Damage!.FirstLost);
    }

    [Fact]
    public void Bytes_behind_the_end_of_a_sealed_segment_do_no_harm()
    {
        string first = _script.Segments[0];
        _script.Disk.Put(first, [.. _script.Disk.Bytes(first), .. new byte[100]]);
        Assert.True(new LogVerifier(_script.Disk).Run(null, CancellationToken.None).IsSound);
        using SegmentedLog log = _script.Open();
        Assert.Equal(new LogPosition(24), log.LastPosition);
        _script.AssertPrefix(log);
    }

    [Fact]
    public void A_segment_of_another_log_is_refused()
    {
        LogScript other = new(Batches);
        byte[] foreign = [.. other.Disk.Bytes(other.Segments[1])];
        foreign[48] ^= 1;
        SealHeader(foreign);
        _script.Disk.Put(_script.Segments[1], foreign);
        LogCorruptedException refused = Assert.Throws<LogCorruptedException>(() => _script.Open());
        Assert.Contains("belongs to another log", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_refused_by_its_number()
    {
        byte[] newer = [.. _script.Disk.Bytes(_script.Segments[0])];
        newer[8] = 2;
        SealHeader(newer);
        _script.Disk.Put(_script.Segments[0], newer);
        LogCorruptedException refused = Assert.Throws<LogCorruptedException>(() => _script.Open());
        Assert.Contains("format version 2; this program reads version 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_in_a_sealed_segment_is_met_by_the_reader()
    {
        string first = _script.Segments[0];
        _script.Damage(first, 64 + 256 + 100);
        using SegmentedLog log = _script.Open();
        using IBatchReader reader = log.Read(LogPosition.Zero);
        Assert.True(reader.MoveNext());
        LogDamage damage = Assert.Throws<LogCorruptedException>(() => reader.MoveNext()).Damage!;
        Assert.Equal(first, damage.Segment);
        Assert.Equal(64 + 256, damage.Offset);
        Assert.Equal(new LogPosition(3), damage.FirstLost);
        Assert.Throws<LogCorruptedException>(() => reader.MoveNext());
    }

    [Fact]
    public void Accepting_data_loss_checks_all_segments_and_cuts_at_the_first_damage()
    {
        string[] segments = _script.Segments;
        _script.Damage(segments[1], 64 + 256 + 100);
        _script.Damage(segments[3], 70);
        using (SegmentedLog log = _script.Open(acceptDataLoss: true))
        {
            Assert.Equal(new LogPosition(8), log.LastPosition);
            LogDamage lost = Assert.Single(log.OpenReport.Lost);
            Assert.Equal(new LogPosition(9), lost.FirstLost);
            Assert.Equal(new LogPosition(24), lost.LastLost);
            Assert.Equal(
                [$"{segments[1]}.320.lost", $"{segments[2]}.lost", $"{segments[3]}.lost"],
                _script.Disk.List().Where(name => name.EndsWith("lost", StringComparison.Ordinal)).Order());
            Assert.Equal(new LogPosition(9), log.Append([1], 1, new LogTime(500), new LogTime(500)));
        }

        using SegmentedLog again = _script.Open();
        Assert.Empty(again.OpenReport.Lost);
        Assert.Equal(new LogPosition(9), again.LastPosition);
    }

    [Fact]
    public void A_damaged_header_costs_the_segments_from_it_on()
    {
        _script.Damage(_script.Segments[2], 20);
        using SegmentedLog log = _script.Open(acceptDataLoss: true);
        Assert.Equal(new LogPosition(12), log.LastPosition);
        _script.AssertPrefix(log);
    }

    [Fact]
    public void A_damaged_first_header_costs_everything_but_the_positions()
    {
        _script.Damage(_script.Segments[0], 20);
        using SegmentedLog log = _script.Open(acceptDataLoss: true);
        Assert.Equal(LogPosition.Zero, log.LastPosition);
        Assert.Equal(new LogPosition(1), log.Append([1], 1, default, default));
    }

    [Fact]
    public void The_report_tells_the_span_of_the_log()
    {
        using SegmentedLog log = _script.Open();
        Assert.Equal(
            "The log holds positions 1 to 24 in 4 segment(s), 3328 bytes, up to 1970-01-01T00:00:00.000115Z.",
            log.OpenReport.ToString());
    }

    private static void SealHeader(byte[] segment) =>
        BitConverter.TryWriteBytes(segment.AsSpan(60), Log.Format.Crc32C.Compute(segment.AsSpan(0, 60)));
}
