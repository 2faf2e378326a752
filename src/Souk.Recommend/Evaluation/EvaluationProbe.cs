using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;

namespace Souk.Recommend.Evaluation;

/// <summary>Runs before all other projections, so that it sees their state as it was before each event. It keeps
/// nothing itself.</summary>
internal sealed class EvaluationProbe(Action<EventView> before) : IProjection, IProjectionFactory
{
    public string Name => "evaluation";

    public Arena Arena { get; } = new("evaluation");

    public IProjection Create(ProjectionContext context) => this;

    public void Apply(EventView e) => before(e);

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
}
