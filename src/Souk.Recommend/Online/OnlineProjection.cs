using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Recommend.Models;

namespace Souk.Recommend.Online;

/// <summary>
/// The online stages of the surfaces that say <c>online: true</c>, as a projection of the log: a restart and a replay
/// give the same corrections to the bit. A ranker that is put in force begins anew. Read it under <see
/// cref="SoukEngine.Read"/>.
/// </summary>
public sealed class OnlineProjection : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "online-ranks";

    private const int ListRoot = 0;

    private readonly RankerProjection _rankers;
    private readonly OnlineStage[] _stages;

    internal OnlineProjection(ProjectionContext context)
    {
        _rankers = context.Require<RankerProjection>();
        Arena = new Arena(ProjectionName);
        _stages = [.. context.Definition.Surfaces.Where(s => s.Online).Select(
            s => new OnlineStage(s, Arena, context.Profiles))];
        if (_stages.Length > 0)
        {
            uint list = Arena.Allocate(_stages.Length * sizeof(uint));
            Arena.SetRoot(ListRoot, list);
            for (int i = 0; i < _stages.Length; i++)
            {
                uint block = _stages[i].Create();
                Arena.WriteSpan<uint>(list, _stages.Length)[i] = block;
            }
        }
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        foreach (OnlineStage stage in _stages)
        {
            stage.Mature(e.Time);
            if (e.Type == stage.Shown)
            {
                stage.Show(e);
            }

            foreach (SignalDefinition signal in stage.Surface.Signals)
            {
                if (signal.Weight > 0 && e.Type == signal.EventType)
                {
                    stage.Like(e, signal);
                }
            }

            if (e.Type == stage.Goal.EventType)
            {
                stage.Reach(e);
            }
        }
    }

    /// <inheritdoc/>
    public void Apply(Directive directive)
    {
        if (directive.Name is not (RankerProjection.ModelDirective or RankerProjection.PromoteDirective))
        {
            return;
        }

        foreach (OnlineStage stage in _stages)
        {
            SurfaceRankers rankers = _rankers.Of(stage.Surface.Name);
            stage.Follow(rankers.InForce, rankers.InForceFrom);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public void Restored()
    {
        if (_stages.Length == 0)
        {
            return;
        }

        ReadOnlySpan<uint> blocks = Arena.ReadSpan<uint>((uint)Arena.GetRoot(ListRoot), _stages.Length);
        for (int i = 0; i < _stages.Length; i++)
        {
            _stages[i].Open(blocks[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Arena.Dispose();

    /// <summary>The stage that corrects a version of a surface's ranker; null if none does.</summary>
    internal OnlineStage? Of(SurfaceDefinition surface, int version)
    {
        foreach (OnlineStage stage in _stages)
        {
            if (stage.Surface == surface && version != 0 && stage.State.Model == version)
            {
                return stage;
            }
        }

        return null;
    }
}
