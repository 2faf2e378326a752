using System.Threading.Tasks.Sources;

namespace Souk.Log.Appending;

/// <summary>One record on its way, awaited by its producer. Reused, so that an append allocates nothing.</summary>
internal sealed class AppendOperation : IValueTaskSource<LogPosition>
{
    // Enough for every producer that one pool thread serves between two group commits.
    private const int MaxPooled = 1024;

    [ThreadStatic]
    private static Stack<AppendOperation>? _pool;

    private ManualResetValueTaskSourceCore<LogPosition> _core;

    /// <summary>Whether it completes only when durable.</summary>
    public bool WaitsForDurable { get; private set; }

    /// <summary>Its position, once the batch has one.</summary>
    public LogPosition Position { get; set; }

    public ValueTask<LogPosition> Task => new(this, _core.Version);

    public static AppendOperation Rent(Acknowledgement acknowledgement)
    {
        AppendOperation operation = (_pool ??= new()).TryPop(out AppendOperation? pooled) ? pooled : new();
        operation.WaitsForDurable = acknowledgement == Acknowledgement.Durable;
        return operation;
    }

    public void Complete() => _core.SetResult(Position);

    public void Fail(Exception failure) => _core.SetException(failure);

    public LogPosition GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            Stack<AppendOperation> pool = _pool ??= new();
            if (pool.Count < MaxPooled)
                pool.Push(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
