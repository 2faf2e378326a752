using Souk.Core.Engine;
using Souk.Log;

namespace Souk.Features.Past;

/// <summary>The state as it was at a past moment, in memory of its own. Dispose it.</summary>
public sealed class PastState : IDisposable
{
    private readonly IDisposable _owner;

    internal PastState(Fold fold, LogTime time, IDisposable owner)
    {
        Fold = fold;
        Time = time;
        _owner = owner;
    }

    /// <summary>The state: entities, profiles, and at least the features that were asked for.</summary>
    public Fold Fold { get; }

    /// <summary>The log time it stands at: that of the moment's last event, or the time that was asked for.</summary>
    public LogTime Time { get; }

    /// <inheritdoc/>
    public void Dispose() => _owner.Dispose();
}
