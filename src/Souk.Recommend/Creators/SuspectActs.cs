using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Creators;

/// <summary>
/// What is suspected to be fake, and so says nothing of creators: the sales of orders of which an event was
/// declined, and all acts of shoppers and creators who were suspected at one of their acts or are at the end of the
/// log. So a sale that turns out bad later goes too.
/// </summary>
internal sealed class SuspectActs
{
    private readonly CreatorRoles _roles;
    private readonly HashSet<string> _shoppers = [];
    private readonly HashSet<string> _creators = [];
    private readonly HashSet<string> _orders = [];
    private readonly HashSet<long> _positions = [];

    private SuspectActs(CreatorRoles roles) => _roles = roles;

    /// <summary>Replays the log with all that suspects.</summary>
    internal static SuspectActs Find(
        SoukEngine engine, MarketplaceDefinition definition, CreatorRoles roles, IProgress<LogPosition>? progress,
        CancellationToken cancellation)
    {
        SuspectActs found = new(roles);
        if (SuspectingProjections.Of(engine) is { Count: > 0 } projections)
        {
            using Fold fold = new(definition, projections);
            ISuspicion[] suspicions = [.. fold.Projections.OfType<ISuspicion>()];
            HashSet<string> shoppers = [];
            HashSet<string> creators = [];
            fold.Applied = e => found.Look(e, suspicions, shoppers, creators);
            engine.CreateReplayer().Replay(fold, null, progress, cancellation);
            LookAgain(fold, suspicions, roles.Shopper, shoppers, found._shoppers);
            LookAgain(fold, suspicions, roles.Creator, creators, found._creators);
        }

        return found;
    }

    /// <summary>Whether an event is one of them.</summary>
    internal bool Include(EventView e)
    {
        if (_positions.Contains(e.Position.Value))
        {
            return true;
        }

        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            if (SetOf(field.Type.Entity!) is { Count: > 0 } suspects && e.Has(field.Index)
                && suspects.Contains(e.TextString(field.Index)))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<string>? SetOf(EntityKind kind) =>
        kind == _roles.Shopper ? _shoppers : kind == _roles.Creator ? _creators : kind == _roles.Order ? _orders : null;

    private void Look(EventView e, ISuspicion[] suspicions, HashSet<string> shoppers, HashSet<string> creators)
    {
        bool isSuspect = suspicions.Any(s => s.IsEventSuspect);
        if (isSuspect)
        {
            _positions.Add(e.Position.Value);
        }

        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            EntityKind kind = field.Type.Entity!;
            if (!e.Has(field.Index))
            {
                continue;
            }

            if (kind == _roles.Order && isSuspect)
            {
                _orders.Add(e.TextString(field.Index));
            }
            else if (kind == _roles.Shopper || kind == _roles.Creator)
            {
                string id = e.TextString(field.Index);
                (kind == _roles.Shopper ? shoppers : creators).Add(id);
                if (e.Entity(field.Index) is uint number and > 0 && suspicions.Any(s => s.IsSuspect(kind, number)))
                {
                    SetOf(kind)!.Add(id);
                }
            }
        }
    }

    // Outcomes name those whom no act has named since.
    private static void LookAgain(
        Fold fold, ISuspicion[] suspicions, EntityKind kind, HashSet<string> ids, HashSet<string> suspects)
    {
        foreach (string id in ids)
        {
            uint number = fold.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id));
            if (number != 0 && suspicions.Any(s => s.IsSuspect(kind, number)))
            {
                suspects.Add(id);
            }
        }
    }
}
