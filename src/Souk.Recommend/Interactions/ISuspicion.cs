using Souk.Core.Definition;

namespace Souk.Recommend.Interactions;

/// <summary>
/// A projection that knows which interactions are not to be believed. The first projection before this one that
/// implements it is asked at every event, so the answer must depend on the log alone.
/// </summary>
public interface ISuspicion
{
    /// <summary>Whether what a subject does with an object is taken out of what is learnt and shown to
    /// others.</summary>
    /// <param name="kind">The kind of the subject.</param>
    /// <param name="subject">Its number.</param>
    /// <param name="of">The kind of the object.</param>
    /// <param name="target">Its number.</param>
    bool IsSuspect(EntityKind kind, uint subject, EntityKind of, uint target);
}
