using Microsoft.AspNetCore.Http;
using Souk.Core.Engine;
using Souk.Features.Past;
using Souk.Server.Http;

namespace Souk.Server.Past;

/// <summary>Runs reads of past moments. Each is a replay with a state of its own in memory, so few run at once; a
/// request that is given up, and a server that stops, end theirs.</summary>
internal sealed class PastReads(SoukEngine engine, CancellationToken stopping)
{
    /// <summary>How many replays run at once: each takes a core and the memory of one more state.</summary>
    internal const int MaxAtOnce = 2;

    private const string RetryAfterSeconds = "2";

    private int _running;

    /// <summary>The past of the engine.</summary>
    internal PastFeatures Features { get; } = new(engine);

    /// <summary>Reads the moment that a request names.</summary>
    /// <returns>False if it is not one; the answer has been written then.</returns>
    internal static async ValueTask<bool> TryMoment(HttpContext context, string at, Action<PastMoment> take)
    {
        if (PastMoment.TryParse(at, out PastMoment moment))
        {
            take(moment);
            return true;
        }

        await Problem.Write(
            context, 400, "Unknown moment",
            $"'{at}' is neither a log position (1, 2, 3 ...) nor a time with an offset such as 2026-03-01T12:30:00Z.",
            "at");
        return false;
    }

    /// <summary>Does work that replays the log, on a thread of its own.</summary>
    /// <returns>False if it could not be done; the answer has been written then.</returns>
    internal async ValueTask<bool> TryRun(HttpContext context, Action<CancellationToken> work)
    {
        if (Interlocked.Increment(ref _running) > MaxAtOnce)
        {
            Interlocked.Decrement(ref _running);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Problem.Write(
                context, 429, "Too many reads of the past",
                $"{MaxAtOnce} replays are under way, which is the most; ask again after Retry-After seconds.");
            return false;
        }

        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Task.Factory.StartNew(
                () => work(end.Token), end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return true;
        }
        catch (ArgumentException e)
        {
            await Problem.Write(context, 400, "The past cannot be read", Problem.MessageOf(e), "at");
            return false;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await Problem.Write(context, 503, "The server is stopping", "Ask its successor.");
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
