using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Recommend.Interactions;

namespace Souk.Bench.Recommend;

/// <summary>
/// Takes subjects whose id begins with a mark out of what others learn from, so that test cases are answered from their
/// own events and the training data alone.
/// </summary>
internal sealed class HeldOutSubjects(ProjectionContext context) : IProjection, ISuspicion
{
    /// <summary>What the id of a subject that is held out begins with.</summary>
    internal const byte Mark = (byte)'~';

    private readonly EntityTable _entities = context.Entities;

    public Arena Arena { get; } = new("held-out");

    public bool IsEventSuspect => false;

    public bool IsSuspect(EntityKind kind, uint subject) =>
        _entities.Id(kind.Index, subject)[0] == Mark;

    public void Apply(EventView e)
    {
    }

    public void Flush()
    {
    }

    public void Sync()
    {
    }

    public void Restored()
    {
    }

    public void Dispose() => Arena.Dispose();

    /// <summary>Makes it.</summary>
    internal sealed class Factory : IProjectionFactory
    {
        public string Name => "held-out";

        public IProjection Create(ProjectionContext context) => new HeldOutSubjects(context);
    }
}
