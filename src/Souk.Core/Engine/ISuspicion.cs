using Souk.Core.Definition;

namespace Souk.Core.Engine;

/// <summary>
/// A projection that knows which acts are not to be believed. Projections behind it ask at every event, so the answer
/// must depend on the log alone.
/// </summary>
public interface ISuspicion
{
    /// <summary>Whether what a subject does with an object, in the event that is being applied, must not count in what
    /// others are shown.</summary>
    /// <param name="kind">The kind of the subject.</param>
    /// <param name="subject">Its number.</param>
    /// <param name="of">The kind of the object.</param>
    /// <param name="target">Its number.</param>
    bool IsSuspect(EntityKind kind, uint subject, EntityKind of, uint target);
}
