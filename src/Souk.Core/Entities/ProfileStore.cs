using System.Runtime.CompilerServices;
using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using ValueType = Souk.Core.Definition.ValueType;

namespace Souk.Core.Entities;

/// <summary>
/// The profiles: for each entity the newest value of each attribute of its kind. One block an entity: presence bits,
/// then eight bytes an attribute (a scalar's bits, or the number of an interned text or entity). Entities of a kind
/// with a retention are forgotten once no event has named them for that long.
/// </summary>
public sealed class ProfileStore
{
    /// <summary>The most attributes an entity kind can have: presence fits one machine word.</summary>
    public const int MaxAttributes = 64;

    private const int IdleRoot = 8;
    private const int HeaderBytes = 32;

    private readonly Arena _arena;
    private readonly MarketplaceDefinition _definition;
    private readonly EntityTable _entities;
    private readonly IdleList[] _idle;

    /// <summary>Makes the store, or opens what its arena holds.</summary>
    /// <param name="arena">The arena of the profiles; roots from 8 on are used.</param>
    /// <param name="definition">The entity kinds.</param>
    /// <param name="entities">The table that numbers entities; the store hangs its blocks on it.</param>
    public ProfileStore(Arena arena, MarketplaceDefinition definition, EntityTable entities)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(entities);
        _arena = arena;
        _definition = definition;
        _entities = entities;
        _idle = new IdleList[definition.EntityKinds.Count];
        Open();
    }

    /// <summary>Called before an entity of a kind with a retention is forgotten.</summary>
    public event Action<EntityKind, uint>? Forgetting;

    /// <summary>Whether an entity has a value for an attribute.</summary>
    public bool Has(EntityKind kind, uint entity, int attribute) =>
        TryFind(kind, entity, out uint block) && HasBit(block, attribute);

    /// <summary>An attribute's 64 bits: a double's bits, a whole number, money units, microseconds, 0 or 1; for text
    /// and entity attributes the number in the <see cref="EntityTable"/>; 0 if there is no value.</summary>
    public long Bits(EntityKind kind, uint entity, int attribute) =>
        TryFind(kind, entity, out uint block) && HasBit(block, attribute)
            ? _arena.Read<long>(Slot(block, attribute))
            : 0;

    /// <summary>A text attribute, or the id an entity attribute names, UTF-8; empty if there is no value.</summary>
    public ReadOnlySpan<byte> Text(EntityKind kind, uint entity, int attribute)
    {
        ArgumentNullException.ThrowIfNull(kind);
        uint number = (uint)Bits(kind, entity, attribute);
        return number == 0 ? default : _entities.Id(NumberKind(kind.Attributes[attribute].Type), number);
    }

    /// <summary>The same as a string.</summary>
    public string TextString(EntityKind kind, uint entity, int attribute) =>
        Encoding.UTF8.GetString(Text(kind, entity, attribute));

    /// <summary>The bytes of a list attribute, for a <see cref="ListReader"/>; empty if there is no value.</summary>
    public ReadOnlySpan<byte> ListBytes(EntityKind kind, uint entity, int attribute)
    {
        ulong packed = (ulong)Bits(kind, entity, attribute);
        return packed == 0 ? default : _arena.ReadSpan<byte>((uint)packed, (int)(packed >> 32));
    }

    /// <summary>When an entity of a kind was last named by an event; null if it has no profile.</summary>
    public LogTime? LastSeen(EntityKind kind, uint entity) =>
        TryFind(kind, entity, out uint block) ? new LogTime(_arena.Read<IdleLink>(block + 1).LastUsed) : null;

    /// <summary>Fetches into the cache what <see cref="See"/> will change beside a profile, which should be there by
    /// now: its neighbours in the order of use.</summary>
    internal void PrefetchNeighbours(uint block)
    {
        if (block != 0)
        {
            ref readonly IdleLink link = ref _arena.Read<IdleLink>(block + 1);
            _arena.Prefetch(link.Previous);
            _arena.Prefetch(link.Next);
        }
    }

    /// <summary>Notes that an event names an entity now, which starts its profile if it has none.</summary>
    internal void See(EntityKind kind, uint entity, LogTime now)
    {
        uint block = _entities.GetProfile(kind.Index, entity);
        if (block != 0)
        {
            _idle[kind.Index].Use(block, now.Microseconds);
            return;
        }

        block = _arena.Allocate(BlockBytes(kind));
        ref ProfileBlock profile = ref _arena.Write<ProfileBlock>(block);
        profile.Entity = entity;
        _entities.SetProfile(kind.Index, entity, block);
        _entities.AddReference(kind.Index, entity);
        _idle[kind.Index].Add(block, now.Microseconds);
    }

    /// <summary>Sets an attribute of an entity that was seen.</summary>
    internal void Set(EntityKind kind, uint entity, int attribute, long bits)
    {
        uint block = _entities.GetProfile(kind.Index, entity);
        Drop(kind, block, attribute);
        _arena.Write<long>(Slot(block, attribute)) = bits;
        _arena.Write<ProfileBlock>(block).Present |= 1UL << attribute;
    }

    /// <summary>Sets a text or entity attribute of an entity that was seen.</summary>
    internal void SetText(EntityKind kind, uint entity, int attribute, ReadOnlySpan<byte> value)
    {
        int numberKind = NumberKind(kind.Attributes[attribute].Type);
        Set(kind, entity, attribute, _entities.Acquire(numberKind, value));
    }

    /// <summary>Sets a list attribute of an entity that was seen, from its encoded form.</summary>
    internal void SetList(EntityKind kind, uint entity, int attribute, ReadOnlySpan<byte> encoded)
    {
        uint list = _arena.Allocate(encoded.Length);
        encoded.CopyTo(_arena.WriteSpan<byte>(list, encoded.Length));
        Set(kind, entity, attribute, (long)(list | ((ulong)encoded.Length << 32)));
    }

    /// <summary>Takes an attribute's value away.</summary>
    internal void Clear(EntityKind kind, uint entity, int attribute) =>
        Drop(kind, _entities.GetProfile(kind.Index, entity), attribute);

    /// <summary>Forgets the entities that no event has named within their kind's retention.</summary>
    internal void ForgetIdle(LogTime now)
    {
        foreach (EntityKind kind in _definition.EntityKinds)
        {
            if (kind.Retain is not Duration retain)
            {
                continue;
            }

            IdleList idle = _idle[kind.Index];
            while (idle.First is uint block and > 0 && idle.LastUsed(block) <= now.Microseconds - retain.Microseconds)
            {
                Forget(kind, block);
            }
        }
    }

    /// <summary>Opens the store anew after its arena was restored from a snapshot.</summary>
    internal void Open()
    {
        if (_arena.GetRoot(IdleRoot) == 0)
        {
            uint lists = _arena.Allocate(Math.Max(1, _idle.Length) * sizeof(uint));
            _arena.SetRoot(IdleRoot, lists);
            for (int kind = 0; kind < _idle.Length; kind++)
            {
                uint handle = IdleList.Create(_arena, linkOffsetBytes: 8).Handle;
                _arena.WriteSpan<uint>(lists, _idle.Length)[kind] = handle;
            }
        }

        ReadOnlySpan<uint> handles = _arena.ReadSpan<uint>((uint)_arena.GetRoot(IdleRoot), _idle.Length);
        for (int kind = 0; kind < _idle.Length; kind++)
        {
            _idle[kind] = IdleList.Open(_arena, handles[kind], linkOffsetBytes: 8);
        }
    }

    private static int BlockBytes(EntityKind kind) => HeaderBytes + (kind.Attributes.Count * sizeof(long));

    private static uint Slot(uint block, int attribute) => block + (HeaderBytes / 8) + (uint)attribute;

    private int NumberKind(ValueType type) =>
        type.Kind == ValueKind.Entity ? type.Entity!.Index : _entities.TextKind;

    private bool TryFind(EntityKind kind, uint entity, out uint block)
    {
        block = entity == 0 ? 0 : _entities.GetProfile(kind.Index, entity);
        return block != 0;
    }

    private bool HasBit(uint block, int attribute) =>
        (_arena.Read<ProfileBlock>(block).Present & (1UL << attribute)) != 0;

    private void Drop(EntityKind kind, uint block, int attribute)
    {
        if (!HasBit(block, attribute))
        {
            return;
        }

        ValueType type = kind.Attributes[attribute].Type;
        long bits = _arena.Read<long>(Slot(block, attribute));
        if (type.Kind is ValueKind.Text or ValueKind.Entity)
        {
            _entities.Release(NumberKind(type), (uint)bits);
        }
        else if (type.Kind == ValueKind.List)
        {
            _arena.Free((uint)bits, (int)((ulong)bits >> 32));
        }

        _arena.Write<ProfileBlock>(block).Present &= ~(1UL << attribute);
        _arena.Write<long>(Slot(block, attribute)) = 0;
    }

    private void Forget(EntityKind kind, uint block)
    {
        uint entity = _arena.Read<ProfileBlock>(block).Entity;
        Forgetting?.Invoke(kind, entity);
        for (int attribute = 0; attribute < kind.Attributes.Count; attribute++)
        {
            Drop(kind, block, attribute);
        }

        _idle[kind.Index].Remove(block);
        _entities.SetProfile(kind.Index, entity, 0);
        _arena.Free(block, BlockBytes(kind));
        _entities.Release(kind.Index, entity);
    }

    private struct ProfileBlock
    {
        public uint Entity;
        public uint Unused;
        public IdleLink Idle;
        public ulong Present;
    }
}
