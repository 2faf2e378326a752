using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests;

public sealed class AppendTests : IDisposable
{
    private readonly SimulatedDisk _disk = new(new Random(0));
    private readonly SegmentedLog _log;

    public AppendTests() => _log = SegmentedLog.Open(
        new LogOptions { Folder = "simulated", Files = _disk, CommitsByHand = true });

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_batch_without_records_is_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _log.Append([1], count, default, default));

    [Fact]
    public void A_batch_that_begins_before_the_newest_time_is_refused()
    {
        _log.Append([1], 1, new LogTime(5), new LogTime(7));
        ArgumentException refused =
            Assert.Throws<ArgumentException>(() => _log.Append([1], 1, new LogTime(6), new LogTime(8)));
        Assert.Contains("never goes backwards", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new LogPosition(1), _log.LastPosition);
    }

    [Fact]
    public void A_batch_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentException>(() => _log.Append([1], 1, new LogTime(6), new LogTime(5)));

    [Fact]
    public void A_payload_over_the_limit_is_refused()
    {
        byte[] payload = new byte[(64 << 20) + 1];
        ArgumentException refused = Assert.Throws<ArgumentException>(() => _log.Append(payload, 1, default, default));
        Assert.Contains("67108864", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_appended_batch_is_durable_only_after_its_commit()
    {
        List<long> advanced = [];
        _log.DurableAdvanced += position => advanced.Add(position.Value);
        _log.Append([1], 3, default, default);
        ValueTask first = _log.WaitForDurable(new LogPosition(2), CancellationToken.None);
        Assert.False(first.IsCompleted);
        Assert.Equal(LogPosition.Zero, _log.DurablePosition);
        _log.CommitByHand();
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Equal(new LogPosition(3), _log.DurablePosition);
        Assert.Equal([3], advanced);
    }

    [Fact]
    public async Task Waiting_for_a_position_not_yet_appended_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await _log.WaitForDurable(new LogPosition(1), CancellationToken.None));

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource cancellation = new();
        _log.Append([1], 1, default, default);
        ValueTask waiting = _log.WaitForDurable(new LogPosition(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        _log.CommitByHand();
        Assert.Equal(new LogPosition(1), _log.DurablePosition);
    }

    [Fact]
    public void A_failed_flush_stops_the_log_for_good()
    {
        LogFailedException? told = null;
        _log.Failed += failure => told = failure;
        _log.Append([1], 1, default, default);
        _log.CommitByHand();
        _log.Append([2], 1, default, default);
        ValueTask waiting = _log.WaitForDurable(new LogPosition(2), CancellationToken.None);
        // The write is the next operation, the flush the one after it.
        _disk.FailAt = _disk.Operations + 2;
        _log.CommitByHand();
        Assert.NotNull(told);
        Assert.IsAssignableFrom<IOException>(told.InnerException);
        Assert.True(waiting.IsFaulted);
        Assert.Throws<LogFailedException>(() => _log.Append([3], 1, default, default));
        _log.CommitByHand();
        Assert.Equal(new LogPosition(1), _log.DurablePosition);
        Assert.True(_log.WaitForDurable(new LogPosition(1), CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void A_full_disk_stops_the_log_and_keeps_what_was_durable()
    {
        _log.Append([1], 1, default, default);
        _log.CommitByHand();
        _disk.Room = 20;
        _log.Append([2], 1, default, default);
        _log.CommitByHand();
        Assert.Throws<LogFailedException>(() => _log.Append([3], 1, default, default));
        _disk.CutPower();
        using SegmentedLog again = SegmentedLog.Open(
            new LogOptions { Folder = "simulated", Files = _disk, CommitsByHand = true });
        Assert.Equal(new LogPosition(1), again.LastPosition);
    }
}
