using Souk.Core.Events;
using Souk.Core.State;

namespace Souk.Core.Engine;

/// <summary>
/// A pure fold over the log: its state depends on the events applied and on nothing else, no clock, no randomness.
/// All of its state is in its <see cref="Arena"/>, or (for bulk that is only read in order) in side files that
/// <see cref="Flush"/> and <see cref="Sync"/> make durable. Every call but <see cref="Sync"/> comes from the
/// sequencer's thread.
/// </summary>
public interface IProjection : IDisposable
{
    /// <summary>The state, carried by snapshots under the arena's name.</summary>
    Arena Arena { get; }

    /// <summary>Takes one event in. The profiles already include it.</summary>
    void Apply(EventView e);

    /// <summary>Takes a directive in, if it knows the name; otherwise, and by default, does nothing. The body was
    /// checked before it was logged, yet an older version may have checked less: what cannot be followed is passed
    /// over in a way that depends on the body and the state alone.</summary>
    void Apply(Directive directive)
    {
    }

    /// <summary>Hands what side files still buffer to the operating system, because a snapshot starts here. It may not
    /// wait for the disk.</summary>
    void Flush();

    /// <summary>Waits until what <see cref="Flush"/> handed over is on disk; called from the snapshot's thread while
    /// the sequencer goes on.</summary>
    void Sync();

    /// <summary>Opens the state anew: the arena was filled from a snapshot; side files may be ahead and are cut
    /// back.</summary>
    /// <exception cref="InvalidDataException">A side file does not reach as far as the snapshot; the engine then
    /// rebuilds the state from the log.</exception>
    void Restored();
}
