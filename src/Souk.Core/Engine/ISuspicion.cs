using Souk.Core.Definition;

namespace Souk.Core.Engine;

/// <summary>
/// A projection that knows what is not to be believed and must not count in what others are shown. Projections behind
/// it ask at every event, so the answers must depend on the log alone. There may be several; one that suspects is
/// enough.
/// </summary>
public interface ISuspicion
{
    /// <summary>Whether the event that is being applied is not to be believed, whoever acts in it.</summary>
    bool IsEventSuspect { get; }

    /// <summary>Whether nothing that a subject does from now on is to be believed.</summary>
    /// <param name="kind">The kind of the subject.</param>
    /// <param name="subject">Its number.</param>
    bool IsSuspect(EntityKind kind, uint subject);
}
