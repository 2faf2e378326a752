using System.Runtime.CompilerServices;
using Souk.Core.Entities;
using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>
/// The bipartite graph of subjects and carriers in an arena: adds, finds and removes ties, and walks them. Knows
/// nothing
/// of strong links and components.
/// </summary>
internal sealed class TieGraph
{
    private readonly EntityTable _entities;
    private readonly int[] _subjectKinds;
    private readonly int[] _carrierKinds;
    private readonly PagedArray<uint>[] _subjects;
    private readonly PagedArray<uint>[] _carriers;
    private readonly IdleList[] _idle;
    private HashIndex _index;

    /// <summary>Makes an empty graph.</summary>
    /// <param name="arena">An empty arena.</param>
    /// <param name="entities">Who numbers the entities.</param>
    /// <param name="subjectKinds">The entity kind of each slot of subjects.</param>
    /// <param name="carrierKinds">The entity kind of each carrier.</param>
    internal TieGraph(Arena arena, EntityTable entities, int[] subjectKinds, int[] carrierKinds)
    {
        Arena = arena;
        _entities = entities;
        _subjectKinds = subjectKinds;
        _carrierKinds = carrierKinds;
        _subjects = new PagedArray<uint>[subjectKinds.Length];
        _carriers = new PagedArray<uint>[carrierKinds.Length];
        _idle = new IdleList[carrierKinds.Length];
        Create();
        Open();
    }

    internal Arena Arena { get; }

    /// <summary>How many ties there are.</summary>
    internal uint Ties => _index.Count;

    /// <summary>How many kinds of subjects.</summary>
    internal int SubjectSlots => _subjectKinds.Length;

    /// <summary>The entity kind of a slot of subjects.</summary>
    internal int KindOfSlot(int slot) => _subjectKinds[slot];

    /// <summary>The entity kind of a carrier.</summary>
    internal int KindOfCarrier(int carrier) => _carrierKinds[carrier];

    /// <summary>The slot of an entity kind, or -1 if it is none of the subjects.</summary>
    internal int SlotOf(int kind) => Array.IndexOf(_subjectKinds, kind);

    /// <summary>The carrier of an entity kind, or -1.</summary>
    internal int CarrierOf(int kind) => Array.IndexOf(_carrierKinds, kind);

    internal void Open()
    {
        _index = HashIndex.Open(Arena, (uint)Arena.GetRoot(LinkRoots.TieIndex));
        OpenAll(LinkRoots.Subjects, _subjects);
        OpenAll(LinkRoots.Carriers, _carriers);
        uint idle = (uint)Arena.GetRoot(LinkRoots.Idle);
        for (int i = 0; i < _idle.Length; i++)
        {
            _idle[i] = IdleList.Open(Arena, Arena.ReadSpan<uint>(idle, _idle.Length)[i], TieBlock.IdleOffset);
        }
    }

    internal uint FindSubject(int slot, uint number) => _subjects[slot].Get(number);

    internal uint FindCarrier(int carrier, uint number) => _carriers[carrier].Get(number);

    internal uint FindOrAddSubject(int slot, uint number)
    {
        uint subject = _subjects[slot].Get(number);
        if (subject == 0)
        {
            subject = Arena.Allocate(Unsafe.SizeOf<SubjectBlock>());
            ref SubjectBlock block = ref Arena.Write<SubjectBlock>(subject);
            block.Number = number;
            block.Slot = slot;
            _subjects[slot].At(number) = subject;
            _entities.AddReference(_subjectKinds[slot], number);
        }

        return subject;
    }

    internal uint FindOrAddCarrier(int carrier, uint number)
    {
        uint handle = _carriers[carrier].Get(number);
        if (handle == 0)
        {
            handle = Arena.Allocate(Unsafe.SizeOf<CarrierBlock>());
            ref CarrierBlock block = ref Arena.Write<CarrierBlock>(handle);
            block.Number = number;
            block.Index = carrier;
            _carriers[carrier].At(number) = handle;
            _entities.AddReference(_carrierKinds[carrier], number);
        }

        return handle;
    }

    /// <summary>The tie of a subject and a carrier, or 0.</summary>
    internal uint FindTie(uint subject, uint carrier) =>
        _index.Find(Hash(subject, carrier), new EndsMatch(subject, carrier));

    /// <summary>Counts one more event of a tie.</summary>
    internal void Use(uint tie, int carrier, long time)
    {
        Arena.Write<TieBlock>(tie).Count++;
        _idle[carrier].Use(tie, time);
    }

    /// <summary>Adds a tie that is not there yet.</summary>
    internal void Add(uint subject, uint carrier, long time)
    {
        uint tie = Arena.Allocate(Unsafe.SizeOf<TieBlock>());
        ref SubjectBlock subjectBlock = ref Arena.Write<SubjectBlock>(subject);
        ref CarrierBlock carrierBlock = ref Arena.Write<CarrierBlock>(carrier);
        ref TieBlock block = ref Arena.Write<TieBlock>(tie);
        block.Subject = subject;
        block.Carrier = carrier;
        block.NextOfSubject = subjectBlock.FirstTie;
        block.NextOfCarrier = carrierBlock.FirstTie;
        block.First = time;
        block.Count = 1;
        if (block.NextOfSubject != 0)
        {
            Arena.Write<TieBlock>(block.NextOfSubject).PreviousOfSubject = tie;
        }

        if (block.NextOfCarrier != 0)
        {
            Arena.Write<TieBlock>(block.NextOfCarrier).PreviousOfCarrier = tie;
        }

        if (subjectBlock.Ties == 0)
        {
            subjectBlock.First = time;
        }

        subjectBlock.FirstTie = tie;
        subjectBlock.Ties++;
        carrierBlock.FirstTie = tie;
        carrierBlock.Ties++;
        _index.Add(Hash(subject, carrier), tie);
        _idle[carrierBlock.Index].Add(tie, time);
    }

    /// <summary>Removes a tie from everything; its ends stay.</summary>
    internal void Remove(uint tie)
    {
        _index.Remove(tie);
        TieBlock block = Arena.Read<TieBlock>(tie);
        ref SubjectBlock subject = ref Arena.Write<SubjectBlock>(block.Subject);
        ref CarrierBlock carrier = ref Arena.Write<CarrierBlock>(block.Carrier);
        _idle[carrier.Index].Remove(tie);
        Place(block.PreviousOfSubject, ofSubject: true, ref subject.FirstTie) = block.NextOfSubject;
        Place(block.PreviousOfCarrier, ofSubject: false, ref carrier.FirstTie) = block.NextOfCarrier;
        if (block.NextOfSubject != 0)
        {
            Arena.Write<TieBlock>(block.NextOfSubject).PreviousOfSubject = block.PreviousOfSubject;
        }

        if (block.NextOfCarrier != 0)
        {
            Arena.Write<TieBlock>(block.NextOfCarrier).PreviousOfCarrier = block.PreviousOfCarrier;
        }

        subject.Ties--;
        carrier.Ties--;
        Arena.Free(tie, Unsafe.SizeOf<TieBlock>());
    }

    /// <summary>The tie of a carrier's kind that was not used for longest, if it was last used at or before a time;
    /// else
    /// 0.</summary>
    internal uint FirstIdle(int carrier, long until) =>
        _idle[carrier].First is uint tie and > 0 && Arena.Read<TieBlock>(tie).Idle.LastUsed <= until ? tie : 0;

    /// <summary>Gives a subject back that has no ties and is not known to be bad, and a carrier without ties.</summary>
    internal void FreeUnused(uint subject, uint carrier)
    {
        SubjectBlock subjectBlock = Arena.Read<SubjectBlock>(subject);
        if (subjectBlock is { Ties: 0, Bad: 0 })
        {
            _subjects[subjectBlock.Slot].At(subjectBlock.Number) = 0;
            Arena.Free(subject, Unsafe.SizeOf<SubjectBlock>());
            _entities.Release(_subjectKinds[subjectBlock.Slot], subjectBlock.Number);
        }

        CarrierBlock carrierBlock = Arena.Read<CarrierBlock>(carrier);
        if (carrierBlock.Ties == 0)
        {
            _carriers[carrierBlock.Index].At(carrierBlock.Number) = 0;
            Arena.Free(carrier, Unsafe.SizeOf<CarrierBlock>());
            _entities.Release(_carrierKinds[carrierBlock.Index], carrierBlock.Number);
        }
    }

    /// <summary>The subjects of a slot that are known, by the number of their entity.</summary>
    internal IEnumerable<uint> Subjects(int slot)
    {
        uint last = _entities.LastNumber(_subjectKinds[slot]);
        for (uint number = 1; number <= last; number++)
        {
            if (_subjects[slot].Get(number) is uint subject and > 0)
            {
                yield return subject;
            }
        }
    }

    private static uint Hash(uint subject, uint carrier) =>
        StableHash.To32(StableHash.Of(((ulong)subject << 32) | carrier, 0));

    private ref uint Place(uint previous, bool ofSubject, ref uint first)
    {
        if (previous == 0)
        {
            return ref first;
        }

        ref TieBlock block = ref Arena.Write<TieBlock>(previous);
        if (ofSubject)
        {
            return ref block.NextOfSubject;
        }

        return ref block.NextOfCarrier;
    }

    private void Create()
    {
        Arena.SetRoot(LinkRoots.TieIndex, HashIndex.Create(Arena).Handle);
        Arena.SetRoot(LinkRoots.Subjects, CreateAll(_subjects.Length));
        Arena.SetRoot(LinkRoots.Carriers, CreateAll(_carriers.Length));
        uint idle = Arena.Allocate(Math.Max(1, _idle.Length) * sizeof(uint));
        Arena.SetRoot(LinkRoots.Idle, idle);
        for (int i = 0; i < _idle.Length; i++)
        {
            Arena.WriteSpan<uint>(idle, _idle.Length)[i] = IdleList.Create(Arena, TieBlock.IdleOffset).Handle;
        }
    }

    private uint CreateAll(int count)
    {
        uint handles = Arena.Allocate(Math.Max(1, count) * sizeof(uint));
        for (int i = 0; i < count; i++)
        {
            Arena.WriteSpan<uint>(handles, count)[i] = PagedArray<uint>.Create(Arena).Handle;
        }

        return handles;
    }

    private void OpenAll(int root, PagedArray<uint>[] arrays)
    {
        for (int i = 0; i < arrays.Length; i++)
        {
            arrays[i] = PagedArray<uint>.Open(
                Arena, Arena.ReadSpan<uint>((uint)Arena.GetRoot(root), arrays.Length)[i]);
        }
    }

    private readonly struct EndsMatch(uint subject, uint carrier) : IChainMatch
    {
        private readonly uint _subject = subject;
        private readonly uint _carrier = carrier;

        public bool Matches(Arena arena, uint handle)
        {
            ref readonly TieBlock tie = ref arena.Read<TieBlock>(handle);
            return tie.Subject == _subject && tie.Carrier == _carrier;
        }
    }
}
