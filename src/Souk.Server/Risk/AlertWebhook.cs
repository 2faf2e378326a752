using System.Net.Http.Headers;
using System.Threading.Channels;

namespace Souk.Server.Risk;

/// <summary>Posts alerts to an address, one after the other, on its own: whoever raises one never waits. An address
/// that
/// does not answer is tried again, each time after twice as long; then the alert is given up and counted. The log has
/// it all the same.</summary>
internal sealed class AlertWebhook : IAsyncDisposable
{
    /// <summary>Alerts that wait at most; the oldest give way, since the newest matter most.</summary>
    internal const int MaxWaiting = 256;

    /// <summary>How often an alert is tried: over about half a minute.</summary>
    internal const int Attempts = 6;

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _attemptTime = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly TimeProvider _clock;
    private readonly Channel<byte[]> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private long _sent;
    private long _lost;

    internal AlertWebhook(Uri url, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        if (url.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{url}' is no address for alerts; it must begin with http:// or https://.");
        }

        _url = url;
        _clock = clock;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = _attemptTime,
        };
        BoundedChannelOptions options = new(MaxWaiting)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        };
        _waiting = Channel.CreateBounded<byte[]>(options, _ => Interlocked.Increment(ref _lost));
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>How many alerts arrived.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    /// <summary>How many were given up.</summary>
    internal long Lost => Interlocked.Read(ref _lost);

    /// <summary>Lets an alert be sent.</summary>
    internal void Send(byte[] json) => _waiting.Writer.TryWrite(json);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _stop.CancelAsync();
        await _sending;
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (byte[] json in _waiting.Reader.ReadAllAsync(_stop.Token))
            {
                if (await TrySendAsync(json))
                {
                    Interlocked.Increment(ref _sent);
                }
                else
                {
                    Interlocked.Increment(ref _lost);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What still waits is in the log.
        }
    }

    private async Task<bool> TrySendAsync(byte[] json)
    {
        TimeSpan pause = _firstPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using ByteArrayContent content = new(json);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using HttpResponseMessage response = await _http.PostAsync(_url, content, _stop.Token);
                if (response.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception e) when (!_stop.IsCancellationRequested
                && (e is HttpRequestException or TaskCanceledException or IOException))
            {
                // Tried again like an answer that says no.
            }

            if (attempt == Attempts)
            {
                return false;
            }

            await Task.Delay(pause, _clock, _stop.Token);
            pause *= 2;
        }
    }
}
