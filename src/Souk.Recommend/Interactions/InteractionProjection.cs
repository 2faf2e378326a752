using System.Runtime.CompilerServices;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;

namespace Souk.Recommend.Interactions;

/// <summary>
/// Who dealt with what, as the surfaces of a definition see it: newest objects of each subject with decayed weights,
/// dislikes and impressions, newest subjects and trends of each object, and what goes together with what. All counts
/// are exact folds of the log within stated bounds. Read it under <see cref="SoukEngine.Read"/>.
/// </summary>
public sealed class InteractionProjection : IProjection
{
    /// <summary>The name of the projection and its arena.</summary>
    public const string ProjectionName = "interactions";

    private const int ListRoot = 0;

    private readonly ProjectionContext _context;
    private readonly List<InteractionSpace> _plans = [];
    private readonly SpaceState[] _spaces;
    private readonly SpaceState[] _bySurface;
    private readonly Route[][] _routes;

    internal InteractionProjection(ProjectionContext context, bool guardsBursts)
    {
        _context = context;
        Arena = new Arena(ProjectionName);
        int[] spaceOf = [.. context.Definition.Surfaces.Select(PlanFor)];
        ISuspicion[] suspicions = [.. context.Earlier.OfType<ISuspicion>()];
        _spaces = [.. _plans.Select(p => new SpaceState(p, context, Arena, suspicions, guardsBursts))];
        _bySurface = [.. spaceOf.Select(i => _spaces[i])];
        _routes = [.. context.Definition.EventTypes.Select(RoutesOf)];
        uint list = Arena.Allocate(Math.Max(1, _spaces.Length) * sizeof(uint));
        Arena.SetRoot(ListRoot, list);
        for (int i = 0; i < _spaces.Length; i++)
        {
            uint block = _spaces[i].Create();
            Arena.WriteSpan<uint>(list, _spaces.Length)[i] = block;
        }

        context.Profiles.Forgetting += Forget;
    }

    /// <inheritdoc/>
    public Arena Arena { get; }

    /// <summary>The definition that it follows.</summary>
    public MarketplaceDefinition Definition => _context.Definition;

    internal EntityTable Entities => _context.Entities;

    internal ProfileStore Profiles => _context.Profiles;

    internal IReadOnlyList<SpaceState> Spaces => _spaces;

    /// <summary>What a surface learns from.</summary>
    internal SpaceState SpaceOf(SurfaceDefinition surface) => _bySurface[surface.Index];

    /// <inheritdoc/>
    public void Apply(EventView e)
    {
        ArgumentNullException.ThrowIfNull(e);
        foreach (Route route in _routes[e.Type.Index])
        {
            SpaceState space = _spaces[route.Space];
            foreach (int field in route.ObjectFields)
            {
                if (e.Entity(field) is uint target and > 0)
                {
                    space.See(target, e.Time.Microseconds, route.Describes);
                }
            }

            foreach (int signal in route.Signals)
            {
                space.Apply(e, signal);
            }

            space.ForgetIdle(e.Time.Microseconds);
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
        ReadOnlySpan<uint> blocks = Arena.ReadSpan<uint>((uint)Arena.GetRoot(ListRoot), _spaces.Length);
        for (int i = 0; i < _spaces.Length; i++)
        {
            _spaces[i].Open(blocks[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Profiles.Forgetting -= Forget;
        Arena.Dispose();
    }

    private int PlanFor(SurfaceDefinition surface)
    {
        int found = _plans.FindIndex(p => p.Serves(surface));
        if (found < 0)
        {
            found = _plans.Count;
            _plans.Add(new InteractionSpace(surface, found));
        }

        return found;
    }

    private Route[] RoutesOf(EventType type)
    {
        List<Route> routes = [];
        foreach (InteractionSpace space in _plans)
        {
            int[] objects = [.. type.EntityFields.Where(f => f.Type.Entity == space.Of).Select(f => f.Index)];
            int[] signals =
            [
                .. Enumerable.Range(0, space.Surface.Signals.Count)
                .Where(s => space.Surface.Signals[s].EventType == type),
            ];
            if (objects.Length > 0 || signals.Length > 0)
            {
                bool describes = type.Updates.Any(u => u.Entity.Type.Entity == space.Of);
                routes.Add(new Route(space.Index, objects, signals, describes));
            }
        }

        return [.. routes];
    }

    private void Forget(EntityKind kind, uint entity)
    {
        foreach (SpaceState space in _spaces)
        {
            space.Forget(kind, entity);
        }
    }

    private readonly record struct Route(int Space, int[] ObjectFields, int[] Signals, bool Describes);
}
