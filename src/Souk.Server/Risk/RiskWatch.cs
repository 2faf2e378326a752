using Souk.Core.Engine;
using Souk.Risk.Monitoring;

namespace Souk.Server.Risk;

/// <summary>Looks at the health of risk decisions once a minute, logs new alerts, and passes them on. An alert is
/// raised again only when a day of log time has passed.</summary>
internal sealed class RiskWatch : IAsyncDisposable
{
    private const long SilentMicroseconds = 86_400_000_000;

    private readonly SoukEngine _engine;
    private readonly MinuteLoop _loop;

    internal RiskWatch(SoukEngine engine, AlertWebhook? webhook, TimeProvider clock)
    {
        _engine = engine;
        Webhook = webhook;
        _loop = new MinuteLoop(WatchAsync, clock);
    }

    /// <summary>Where alerts are passed on to, or null.</summary>
    internal AlertWebhook? Webhook { get; }

    /// <summary>Why the last look failed, or null if it did not.</summary>
    internal Exception? Failure { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        if (Webhook is not null)
        {
            await Webhook.DisposeAsync();
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>How many alerts were raised.</returns>
    internal Task<int> LookAsync()
    {
        RiskHealth health;
        using (FoldScope scope = _engine.Read())
        {
            health = RiskHealth.Read(scope.Fold);
        }

        return RaiseAsync(health.Alerts());
    }

    /// <summary>Logs those alerts that were not raised within a day, and passes them on.</summary>
    internal async Task<int> RaiseAsync(IReadOnlyList<RiskAlert> alerts)
    {
        HashSet<string> known;
        using (FoldScope scope = _engine.Read())
        {
            long since = scope.Fold.Time.Microseconds - SilentMicroseconds;
            known = [.. scope.Fold.Projection<RiskMonitor>().Alerts
                .Where(a => a.Alert.Time.Microseconds > since).Select(a => a.Alert.Key)];
        }

        int raised = 0;
        foreach (RiskAlert alert in alerts.Where(a => known.Add(a.Key)))
        {
            byte[] json = alert.ToJson();
            await _engine.DirectAsync(RiskMonitor.AlertDirective, json);
            Webhook?.Send(json);
            raised++;
        }

        return raised;
    }

    // A failed look must not end the watch: the next one may succeed, and health says what happened.
    private async Task WatchAsync()
    {
        try
        {
            await LookAsync();
            Failure = null;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException
            or Souk.Log.LogFailedException)
        {
            Failure = e;
        }
    }
}
