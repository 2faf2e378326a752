using System.Collections.Concurrent;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Monitoring;
using Souk.Risk.Patterns;

namespace Souk.Server.Risk;

/// <summary>Looks for new patterns in the background, one search at a time on one thread, and keeps what the last one
/// of each event type found.</summary>
internal sealed class DiscoveryJob(SoukEngine engine, RiskWatch watch, CancellationToken stopping)
    : IProgress<LogPosition>
{
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private readonly ConcurrentDictionary<string, Discovery> _all = [];
    private long _position;

    /// <summary>What the last search found, or null.</summary>
    internal Discovery? Found { get; private set; }

    /// <summary>What the last search of an event type found, or null.</summary>
    internal Discovery? FoundOf(string eventType) => _all.GetValueOrDefault(eventType);

    /// <summary>What the last search of each event type found, by its name.</summary>
    internal IEnumerable<Discovery> All => _all.Values.OrderBy(d => d.EventType, StringComparer.Ordinal);

    /// <summary>Why the last search failed, or null.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Whether one is under way.</summary>
    internal bool IsRunning => !Volatile.Read(ref _running).IsCompleted;

    /// <summary>How far it has come in the log.</summary>
    internal long Position => Interlocked.Read(ref _position);

    /// <inheritdoc/>
    public void Report(LogPosition value) => Interlocked.Exchange(ref _position, value.Value);

    /// <summary>Begins a search of one event type or of several.</summary>
    /// <returns>False if one is under way.</returns>
    internal bool TryStart(IReadOnlyList<DiscoveryOptions> searches)
    {
        lock (_gate)
        {
            if (IsRunning)
            {
                return false;
            }

            Failure = null;
            Interlocked.Exchange(ref _position, 0);
            _running = Task.Factory.StartNew(
                () => RunAsync(searches), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            return true;
        }
    }

    /// <summary>Waits for the search under way, however it ends.</summary>
    internal Task EndAsync() => Task.WhenAny(Volatile.Read(ref _running));

    private async Task RunAsync(IReadOnlyList<DiscoveryOptions> searches)
    {
        try
        {
            LogTime end;
            string? policy;
            using (FoldScope scope = engine.Read())
            {
                end = scope.Fold.Time;
                policy = scope.Fold.Projection<RiskEngine>().VersionInForce?.Text;
            }

            using IDisposable hold = engine.HoldLog();
            foreach (Discovery found in PatternDiscovery.Run(
                engine.CreateReplayer(), engine.Definition, policy, end, searches, this, stopping))
            {
                Found = found;
                _all[found.EventType] = found;
                await watch.RaiseAsync(ShiftAlerts.Of(found));
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException
            or IOException or OperationCanceledException or LogFailedException)
        {
            Failure = e.Message;
        }
    }
}
