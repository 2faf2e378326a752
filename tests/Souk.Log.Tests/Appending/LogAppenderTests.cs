using System.Globalization;
using System.Text;
using Souk.Log.Appending;
using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests.Appending;

public sealed class LogAppenderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_record_of_every_producer_is_there_once_at_its_position()
    {
        const int producers = 20;
        const int records = 200;
        Dictionary<long, string> expected = [];
        using SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = _folder.Path });
        using (LogAppender appender = new(log))
        {
            await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
            {
                LogPosition before = LogPosition.Zero;
                for (int i = 0; i < records; i++)
                {
                    string record = string.Create(CultureInfo.InvariantCulture, $"{producer}/{i}");
                    Acknowledgement how = i % 3 == 0 ? Acknowledgement.Buffered : Acknowledgement.Durable;
                    LogPosition position = await appender.AppendAsync(Encoding.UTF8.GetBytes(record), how);
                    Assert.True(position > before);
                    Assert.True(how == Acknowledgement.Buffered || log.DurablePosition >= position);
                    before = position;
                    lock (expected)
                        expected.Add(position.Value, record);
                }
            })));
        }

        Assert.Equal(new LogPosition(producers * records), log.DurablePosition);
        Assert.Equal(expected.OrderBy(pair => pair.Key).Select(pair => pair.Value), Records(log));
    }

    [Fact]
    public async Task After_a_failed_flush_every_producer_is_told()
    {
        SimulatedDisk disk = new(new Random(0));
        using SegmentedLog log = SegmentedLog.Open(new LogOptions { Folder = "simulated", Files = disk });
        using LogAppender appender = new(log);
        await appender.AppendAsync([1]);
        disk.FailAt = disk.Operations + 2;
        await Assert.ThrowsAsync<LogFailedException>(async () => await appender.AppendAsync([2]));
        await Assert.ThrowsAsync<LogFailedException>(async () => await appender.AppendAsync([3]));
        Assert.Equal(new LogPosition(1), log.DurablePosition);
    }

    [Fact]
    public void A_payload_of_another_form_is_refused() =>
        Assert.Throws<InvalidDataException>(() => RecordBatch.Read([9, 0, 0, 0, 1]).MoveNext());

    private static List<string> Records(SegmentedLog log)
    {
        List<string> found = [];
        using IBatchReader reader = log.Read(LogPosition.Zero);
        while (reader.MoveNext())
        {
            foreach (ReadOnlySpan<byte> record in RecordBatch.Read(reader.Payload.Span))
                found.Add(Encoding.UTF8.GetString(record));
        }

        return found;
    }
}
