using System.Diagnostics;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Simulation;

namespace Souk.Cli.Demo;

/// <summary>Streams simulated events into an engine at a chosen speed.</summary>
internal sealed class DemoFeed(
    SoukEngine engine, MarketplaceSimulator simulator, DemoClock clock, int eventsPerSecond)
{
    private const int MostPerBatch = 1_000;

    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Events acknowledged.</summary>
    internal long Sent { get; private set; }

    /// <summary>The simulated time that the feed has come to.</summary>
    internal LogTime Time => simulator.Time;

    /// <summary>Runs until the simulation ends or the token is cancelled.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        Stopwatch watch = Stopwatch.StartNew();
        EventBatch batch = new(engine.Definition);
        using PeriodicTimer timer = new(_tick);
        while (!stop.IsCancellationRequested)
        {
            long due = eventsPerSecond == 0
                ? MostPerBatch
                : (long)(watch.Elapsed.TotalSeconds * eventsPerSecond) - Sent;
            if (due <= 0)
            {
                if (!await Wait(timer, stop))
                {
                    return;
                }

                continue;
            }

            batch.Clear();
            int made = simulator.Next(batch, (int)Math.Min(MostPerBatch, due));
            simulator.TakeLabels();
            if (made == 0)
            {
                return;
            }

            await Submit(batch, timer, stop);
            clock.Set(simulator.Time);
            Sent += made;
        }
    }

    private async Task Submit(EventBatch batch, PeriodicTimer timer, CancellationToken stop)
    {
        Task<SubmitResult> answer;
        while (!engine.TrySubmit(batch, Acknowledgement.Durable, out answer))
        {
            if (!await Wait(timer, stop))
            {
                return;
            }
        }

        await answer;
    }

    private static async Task<bool> Wait(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
