namespace Souk.Log.Tests.Simulation;

/// <summary>
/// Several lives of one log on a bad disk. In each life batches are appended and committed until the simulated process
/// stops, at any operation, also while recovering. After each crash: everything acknowledged is there once and in
/// order, and nothing is there that was not appended.
/// </summary>
internal sealed class CrashSimulation
{
    private const int Lives = 8;
    private const int StepsOfLife = 30;
    private const long FloorMicroseconds = 300;

    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly LogModel _model = new();
    private readonly long _segmentBytes;
    private LogPosition _acknowledged;
    private LogPosition _oldest = new(1);
    private LogPosition _mayBeOldest = new(1);
    private LogTime _time = new(1_000);

    public CrashSimulation(int seed)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random);
        _segmentBytes = _random.Next(4) switch { 0 => 1 << 20, 1 => 4096, _ => 1024 };
    }

    /// <summary>How many crashes and failures happened.</summary>
    public int Crashes { get; private set; }

    /// <summary>How many batches came back after crashes.</summary>
    public int Recovered { get; private set; }

    public void Run()
    {
        for (int life = 0; life < Lives; life++)
        {
            PlanMisfortune();
            try
            {
                Live();
            }
            catch (SimulatedCrashException)
            {
                Crashes++;
            }

            if (_random.Next(2) == 0)
                _disk.CutPower();
            else
                _disk.KillProcess();
        }

        using SegmentedLog log = Open();
        CheckRecovered(log);
    }

    private void PlanMisfortune()
    {
        int horizon = _disk.Operations + _random.Next(1, 80);
        switch (_random.Next(5))
        {
            case 0:
                _disk.FailAt = horizon;
                break;
            case 1:
                _disk.Room = _random.Next(4000);
                break;
            default:
                _disk.CrashAt = horizon;
                break;
        }
    }

    private SegmentedLog Open() => SegmentedLog.Open(new LogOptions
    {
        Folder = "simulated",
        Files = _disk,
        SegmentBytes = _segmentBytes,
        CommitsByHand = true,
        Identity = 42,
        Retention = new LogRetention
        {
            MaxBytes = 3 * _segmentBytes,
            Floor = TimeSpan.FromMicroseconds(FloorMicroseconds),
        },
    });

    private void Live()
    {
        SegmentedLog log;
        try
        {
            log = Open();
        }
        catch (IOException failure) when (failure is not LogCorruptedException)
        {
            // The disk failed while opening; the next life tries again.
            Crashes++;
            return;
        }

        bool failed = false;
        log.Failed += _ => failed = true;
        log.DurableAdvanced += position => _acknowledged = position;
        CheckRecovered(log);
        for (int step = 0; step < StepsOfLife && !failed; step++)
            Step(log);
        if (failed)
            CheckRefuses(log);
        else if (_random.Next(3) == 0)
            log.Dispose();
    }

    private void Step(SegmentedLog log)
    {
        switch (_random.Next(8))
        {
            case < 4:
                Append(log);
                break;
            case < 7:
                log.CommitByHand();
                break;
            default:
                Trim(log);
                break;
        }
    }

    private void Append(SegmentedLog log)
    {
        byte[] payload = new byte[_random.Next(4) == 0 ? _random.Next(700) : _random.Next(60)];
        _random.NextBytes(payload);
        int count = _random.Next(1, 6);
        LogTime first = new(_time.Microseconds + _random.Next(20));
        _time = new LogTime(first.Microseconds + _random.Next(20));
        _model.Append(payload, count, first, _time);
        Assert.Equal(_model.Batches[^1].First, log.Append(payload, count, first, _time));
    }

    private void Trim(SegmentedLog log)
    {
        LogPosition keepFrom = new(_random.NextInt64(1, log.DurablePosition.Value + 2));
        try
        {
            _mayBeOldest = Later(_mayBeOldest, keepFrom);
            _oldest = log.ApplyRetention(keepFrom).FirstPosition;
            Assert.True(_oldest <= _mayBeOldest);
            CheckFloor(log.DurablePosition);
        }
        catch (IOException)
        {
            Crashes++;
        }
    }

    private void CheckFloor(LogPosition durable)
    {
        ModelBatch? newest = _model.Batches.LastOrDefault(batch => batch.Last <= durable);
        ModelBatch? deleted = _model.Batches.LastOrDefault(batch => batch.Last < _oldest);
        if (deleted is not null)
            Assert.True(newest!.LastTime.Microseconds - deleted.LastTime.Microseconds > FloorMicroseconds);
    }

    private void CheckRecovered(SegmentedLog log)
    {
        LogPosition last = log.LastPosition;
        Assert.True(last >= _acknowledged, $"Position {_acknowledged} was acknowledged, {last} is the last.");
        Assert.Equal(last, log.DurablePosition);
        Recovered += _model.Batches.Count;
        _model.CutAfter(last);
        Assert.Equal(_model.LastTime, log.LastTime);
        Assert.Empty(log.OpenReport.Lost);
        // Opening makes the recovered end durable: from here on it counts as acknowledged.
        _acknowledged = last;
        _time = last == LogPosition.Zero ? new LogTime(1_000) : _model.LastTime;
        Assert.InRange(log.FirstPosition.Value, _oldest.Value, _mayBeOldest.Value);
        _oldest = log.FirstPosition;
        using IBatchReader reader = log.Read(LogPosition.Zero);
        _model.AssertReads(reader, log.FirstPosition, last);
    }

    private void CheckRefuses(SegmentedLog log)
    {
        Crashes++;
        Assert.Throws<LogFailedException>(() => log.Append([1], 1, _time, _time));
        LogPosition next = log.DurablePosition.Next;
        if (next <= log.LastPosition)
            Assert.True(log.WaitForDurable(next).AsTask().IsFaulted);
    }

    private static LogPosition Later(LogPosition left, LogPosition right) => left > right ? left : right;
}
