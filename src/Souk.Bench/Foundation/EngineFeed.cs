using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Bench.Foundation;

/// <summary>Feeds an engine as fast as it takes events.</summary>
internal static class EngineFeed
{
    private const int EventsPerBatch = 2_000;

    /// <summary>Submits events and waits until all are durable.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="events">How many.</param>
    /// <param name="fill">Adds a number of events to a batch.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="every">Called each million events, with their number.</param>
    internal static void Run(
        SoukEngine engine, long events, Action<EventBatch, int> fill, CancellationToken cancellation,
        Action<long>? every = null)
    {
        const long Million = 1_000_000;
        Task<SubmitResult> answer = Task.FromResult<SubmitResult>(null!);
        for (long done = 0; done < events; done += EventsPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            EventBatch batch = new(engine.Definition);
            fill(batch, EventsPerBatch);
            while (!engine.TrySubmit(batch, Acknowledgement.Durable, out answer))
            {
                // The queue holds tens of megabytes: a millisecond's pause does not let it run dry.
                Thread.Sleep(1);
            }

            if (every is not null && (done + EventsPerBatch) % Million == 0)
            {
                answer.GetAwaiter().GetResult();
                every(done + EventsPerBatch);
            }
        }

        answer.GetAwaiter().GetResult();
    }
}
