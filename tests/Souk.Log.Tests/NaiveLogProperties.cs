using FsCheck;
using FsCheck.Fluent;
using Souk.Log.Tests.Simulation;

namespace Souk.Log.Tests;

/// <summary>Any sequence of appends, commits, reopenings and reads gives what a list in memory gives.</summary>
public sealed class NaiveLogProperties
{
    [Fact]
    public void Every_read_equals_the_naive_log() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Holds).QuickCheckThrowOnFailure();

    private static void Holds(int seed)
    {
        Random random = new(seed);
        SimulatedDisk disk = new(random);
        LogModel model = new();
        long time = -50;
        for (int life = 0; life < 3; life++)
        {
            using SegmentedLog log = Open(disk, random);
            for (int step = random.Next(60); step > 0; step--)
            {
                byte[] payload = new byte[random.Next(8) == 0 ? random.Next(3000) : random.Next(40)];
                random.NextBytes(payload);
                LogTime first = new(time += random.Next(3));
                LogTime last = new(time += random.Next(3));
                int count = random.Next(1, 9);
                Assert.Equal(model.LastPosition.Next, log.Append(payload, count, first, last));
                model.Append(payload, count, first, last);
                if (random.Next(4) == 0)
                    log.CommitByHand();
            }

            log.CommitByHand();
            CheckReads(log, model, random);
            CheckTimes(log, model);
        }
    }

    private static SegmentedLog Open(SimulatedDisk disk, Random random) => SegmentedLog.Open(new LogOptions
    {
        Folder = "simulated",
        Files = disk,
        SegmentBytes = random.Next(1024, 8000),
        CommitsByHand = true,
    });

    private static void CheckReads(SegmentedLog log, LogModel model, Random random)
    {
        for (int i = 0; i < 10; i++)
        {
            LogPosition from = new(random.NextInt64(0, model.LastPosition.Value + 2));
            using IBatchReader reader = log.Read(from);
            model.AssertReads(reader, from, model.LastPosition);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => log.Read(model.LastPosition.Plus(2)));
    }

    private static void CheckTimes(SegmentedLog log, LogModel model)
    {
        foreach (long time in model.Batches.SelectMany(batch => new[]
            { batch.FirstTime.Microseconds, batch.LastTime.Microseconds, batch.LastTime.Microseconds + 1 }))
        {
            LogPosition expected = model.Batches.FirstOrDefault(batch => batch.LastTime.Microseconds >= time)?.First
                ?? model.LastPosition.Next;
            Assert.Equal(expected, log.FirstPositionAtOrAfter(new LogTime(time)));
        }

        Assert.Equal(new LogPosition(1), log.FirstPositionAtOrAfter(LogTime.BeforeAll));
    }
}
