using Souk.Core.State;

namespace Souk.Core.Engine;

/// <summary>A reader's view of the live state at one log position; the sequencer waits until it is disposed, so keep it
/// for microseconds.</summary>
public readonly ref struct FoldScope
{
    private readonly StateGate.ReadScope _scope;

    internal FoldScope(StateGate.ReadScope scope, Fold fold)
    {
        _scope = scope;
        Fold = fold;
    }

    /// <summary>The state.</summary>
    public Fold Fold { get; }

    /// <summary>Lets the sequencer go on.</summary>
    public void Dispose() => _scope.Dispose();
}
