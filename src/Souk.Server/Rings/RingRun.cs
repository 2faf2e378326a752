using Souk.Core.Engine;
using Souk.Graph.Rings;
using Souk.Log;

namespace Souk.Server.Rings;

/// <summary>Looks for rings and puts what was found into the log, where state and replays meet it at one
/// position. One run at a time.</summary>
internal sealed class RingRun(SoukEngine engine) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    public void Dispose() => _gate.Dispose();

    /// <summary>Runs.</summary>
    /// <returns>How many rings were found; null if the log holds no event yet.</returns>
    internal async Task<int?> RunAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            LogTime now;
            using (FoldScope scope = engine.Read())
            {
                now = scope.Fold.Time;
            }

            if (now == LogTime.BeforeAll)
            {
                return null;
            }

            IReadOnlyList<Ring> rings = await Task.Factory.StartNew(
                () => Find(cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await engine.DirectAsync(RingDirective.Name, RingDirective.Write(now, rings));
            return rings.Count;
        }
        finally
        {
            _gate.Release();
        }
    }

    private IReadOnlyList<Ring> Find(CancellationToken cancellation)
    {
        using IDisposable hold = engine.HoldLog();
        return new RingDetector(engine.Log, engine.Definitions).Detect(engine.Definition, null, cancellation);
    }
}
