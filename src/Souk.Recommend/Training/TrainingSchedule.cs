namespace Souk.Recommend.Training;

/// <summary>Trains the rankers of all surfaces in the background, one after the other, again and again while there are
/// new events. Answers never wait for it.</summary>
public sealed class TrainingSchedule : IAsyncDisposable
{
    // A replay of a long log takes a while; it shall not take more than a tenth of a processor for good.
    private const int RestPerWork = 9;

    private readonly ModelTrainer _trainer;
    private readonly TimeSpan _every;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    /// <summary>Starts the schedule.</summary>
    /// <param name="trainer">Who trains.</param>
    /// <param name="every">How long after a round the next one begins, at least; above zero. The first begins after a
    /// tenth of it.</param>
    /// <param name="clock">Measures that time.</param>
    public TrainingSchedule(ModelTrainer trainer, TimeSpan every, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        _trainer = trainer;
        _every = every;
        _clock = clock;
        _running = Run();
    }

    /// <summary>Ends the training under way and the schedule.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    /// <summary>Trains every surface that has not seen the newest events.</summary>
    internal static async Task TrainDueAsync(ModelTrainer trainer, CancellationToken cancellation)
    {
        foreach (string surface in trainer.Due())
        {
            try
            {
                await trainer.TrainAsync(surface, "schedule", cancellation: cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The trainer's status tells it; the other surfaces and the next round go on.
            }
        }
    }

    private async Task Run()
    {
        try
        {
            await Task.Delay(_every / 10, _clock, _end.Token);
            while (true)
            {
                long started = _clock.GetTimestamp();
                await TrainDueAsync(_trainer, _end.Token);
                TimeSpan worked = _clock.GetElapsedTime(started);
                TimeSpan rest = worked * RestPerWork;
                await Task.Delay(rest > _every ? rest : _every, _clock, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }
}
