using Souk.Log.Inspection;

namespace Souk.Log.Tests.Inspection;

public sealed class LogFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_can_be_inspected_while_it_is_written()
    {
        using SegmentedLog log = await Fill();
        LogVerification verification = LogFolder.Verify(
            _folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.True(verification.IsSound, verification.ToString());
        Assert.Null(verification.Unfinished);
        Assert.Equal(10, verification.Batches);
        Assert.Equal(20, verification.Records);
        Assert.Equal("2 segment(s), 1728 bytes, 10 batches, 20 records: sound.", verification.ToString());
    }

    [Fact]
    public async Task Statistics_tell_of_every_segment()
    {
        using SegmentedLog log = await Fill();
        LogStatistics statistics = LogFolder.Statistics(_folder.Path);
        Assert.Equal(
            [
                new SegmentStatistics(
                    "00000000000000000001.log", new(1), new(12), LogTime.BeforeAll, new(5), 6, 600, 1024),
                new SegmentStatistics("00000000000000000013.log", new(13), new(20), new(5), new(9), 4, 400, 704),
            ],
            statistics.Segments);
        Assert.Equal(20, statistics.Records);
        Assert.Equal(10, statistics.Batches);
        Assert.Equal(1000, statistics.PayloadBytes);
        Assert.Equal(1728, statistics.FileBytes);
        Assert.Equal(new LogPosition(1), statistics.FirstPosition);
        Assert.Equal(new LogPosition(20), statistics.LastPosition);
    }

    [Fact]
    public async Task A_dump_shows_the_batches_from_a_position()
    {
        using SegmentedLog log = await Fill();
        using StringWriter text = new() { NewLine = "\n" };
        LogFolder.Dump(_folder.Path, text, new LogPosition(12), 2, 3);
        Assert.Equal(
            "11-12  1970-01-01T00:00:00.000005Z  1970-01-01T00:00:00.000005Z  100 bytes  050505...\n"
            + "13-14  1970-01-01T00:00:00.000006Z  1970-01-01T00:00:00.000006Z  100 bytes  060606...\n",
            text.ToString());
    }

    [Fact]
    public async Task Every_problem_is_told_at_once()
    {
        (await Fill()).Dispose();
        Harm("00000000000000000001.log", 64 + 60, 64 + (3 * 160) + 60);
        Harm("00000000000000000013.log", 64 + 60);
        LogVerification verification = LogFolder.Verify(
            _folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(
            [(64L, new LogPosition(1)), (64L + (3 * 160), new LogPosition(7)), (64L, new LogPosition(13))],
            verification.Problems.Select(problem => (problem.Offset, problem.Position!.Value)));
        Assert.Equal(7, verification.Batches);
    }

    [Fact]
    public void A_folder_without_a_log_is_refused()
    {
        Assert.Throws<DirectoryNotFoundException>(() => LogFolder.Read(_folder.Path, LogPosition.Zero));
        Assert.Throws<DirectoryNotFoundException>(() => LogFolder.Statistics(Path.Combine(_folder.Path, "none")));
        LogVerification verification = LogFolder.Verify(
            _folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("no segment", Assert.Single(verification.Problems).Reason, StringComparison.Ordinal);
    }

    private async Task<SegmentedLog> Fill()
    {
        SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = _folder.Path, SegmentBytes = 1024 });
        for (int i = 0; i < 10; i++)
        {
            byte[] payload = new byte[100];
            Array.Fill(payload, (byte)i);
            log.Append(payload, 2, new LogTime(i), new LogTime(i));
        }

        await log.WaitForDurable(log.LastPosition, TestContext.Current.CancellationToken);
        return log;
    }

    private void Harm(string segment, params int[] offsets)
    {
        string path = Path.Combine(_folder.Path, segment);
        byte[] bytes = File.ReadAllBytes(path);
        foreach (int offset in offsets)
            bytes[offset] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
