using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Creators;

/// <summary>
/// What is suspected to be fake, and so says nothing of creators: declined acts and the sales of orders of which an
/// event was declined, and all acts of shoppers and creators who were suspected at one of their acts or are at the end
/// of the log. So a sale that turns out bad later goes too. Complete once the log has been replayed.
/// </summary>
internal sealed class SuspectActs
{
    private readonly CreatorRoles _roles;
    private readonly ISuspicion[] _suspicions;
    private readonly Dictionary<SuspectRole, HashSet<string>> _suspects = new()
    {
        [SuspectRole.Shopper] = [],
        [SuspectRole.Creator] = [],
        [SuspectRole.Order] = [],
    };

    private readonly HashSet<string> _shoppers = [];
    private readonly HashSet<string> _creators = [];

    /// <summary>Nothing yet.</summary>
    /// <param name="fold">The fold that is replayed; with no projection that suspects nothing is suspected.</param>
    /// <param name="roles">Who is who.</param>
    internal SuspectActs(Fold fold, CreatorRoles roles)
    {
        _roles = roles;
        _suspicions = [.. fold.Projections.OfType<ISuspicion>()];
    }

    /// <summary>What entities of a kind are.</summary>
    internal SuspectRole RoleOf(EntityKind kind) =>
        kind == _roles.Shopper ? SuspectRole.Shopper
        : kind == _roles.Creator ? SuspectRole.Creator
        : kind == _roles.Order ? SuspectRole.Order
        : SuspectRole.None;

    /// <summary>Whether an entity is suspected.</summary>
    internal bool Has(SuspectRole role, string id) => _suspects[role].Contains(id);

    /// <summary>Looks at an event that has just been applied.</summary>
    /// <returns>Whether it is suspected itself.</returns>
    internal bool Look(EventView e)
    {
        if (_suspicions.Length == 0)
        {
            return false;
        }

        bool isSuspect = _suspicions.Any(s => s.IsEventSuspect);
        foreach (FieldDefinition field in e.Type.EntityFields)
        {
            SuspectRole role = RoleOf(field.Type.Entity!);
            if (!e.Has(field.Index) || role == SuspectRole.None)
            {
                continue;
            }

            if (role == SuspectRole.Order)
            {
                if (isSuspect)
                {
                    _suspects[role].Add(e.TextString(field.Index));
                }

                continue;
            }

            string id = e.TextString(field.Index);
            (role == SuspectRole.Shopper ? _shoppers : _creators).Add(id);
            if (e.Entity(field.Index) is uint number and > 0 && IsSuspect(field.Type.Entity!, number))
            {
                _suspects[role].Add(id);
            }
        }

        return isSuspect;
    }

    /// <summary>Looks again at the end of the log: outcomes name those whom no act has named since.</summary>
    internal void Complete(Fold fold)
    {
        LookAgain(fold, _roles.Shopper, _shoppers, _suspects[SuspectRole.Shopper]);
        LookAgain(fold, _roles.Creator, _creators, _suspects[SuspectRole.Creator]);
    }

    private void LookAgain(Fold fold, EntityKind kind, HashSet<string> ids, HashSet<string> suspects)
    {
        foreach (string id in ids)
        {
            if (fold.Entities.Find(kind.Index, Encoding.UTF8.GetBytes(id)) is uint number and > 0
                && IsSuspect(kind, number))
            {
                suspects.Add(id);
            }
        }
    }

    private bool IsSuspect(EntityKind kind, uint number) => _suspicions.Any(s => s.IsSuspect(kind, number));
}
