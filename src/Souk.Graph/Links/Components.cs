using System.Runtime.CompilerServices;
using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>
/// The components of the strong links, kept exact while links come and go. A new link merges the smaller member list
/// into
/// the larger one, so a subject moves at most log2(n) times (union by size). A link that is lost starts two searches,
/// one
/// from each end, in turns: they meet, or the smaller side is found to be cut off at the cost of its own size.
/// </summary>
internal sealed class Components
{
    private readonly Arena _arena;
    private readonly StrongLinks _links;
    private readonly HashSet<uint> _knownHere = [];
    private readonly HashSet<uint> _knownThere = [];
    private readonly List<uint> _here = [];
    private readonly List<uint> _there = [];
    private readonly Comparison<uint> _byComponent;

    internal Components(Arena arena, StrongLinks links)
    {
        _arena = arena;
        _links = links;
        _byComponent = (a, b) => (ComponentOf(a), a).CompareTo((ComponentOf(b), b));
    }

    /// <summary>Two subjects are linked from now on.</summary>
    internal void Join(uint a, uint b)
    {
        uint into = _arena.Read<SubjectBlock>(a).Component;
        uint from = _arena.Read<SubjectBlock>(b).Component;
        if (into == from && into != 0)
        {
            return;
        }

        if (into == 0 && from == 0)
        {
            into = Create();
            Enter(a, into);
            Enter(b, into);
        }
        else if (from == 0)
        {
            Enter(b, into);
        }
        else if (into == 0)
        {
            Enter(a, from);
        }
        else if (_arena.Read<ComponentBlock>(into).Size >= _arena.Read<ComponentBlock>(from).Size)
        {
            Pour(from, into);
        }
        else
        {
            Pour(into, from);
        }
    }

    /// <summary>Links were lost; the graph shows so already. Every part that fell off has an end of one of
    /// them.</summary>
    /// <param name="ends">The ends of the lost links; the list is sorted.</param>
    internal void Part(List<uint> ends)
    {
        ends.Sort(_byComponent);
        for (int first = 0, next; first < ends.Count; first = next)
        {
            uint component = _arena.Read<SubjectBlock>(ends[first]).Component;
            for (next = first + 1; next < ends.Count && ComponentOf(ends[next]) == component; next++)
            {
            }

            PartOne(ends, first, next);
        }
    }

    /// <summary>A member is known to be bad from now on.</summary>
    internal void CountBad(uint subject)
    {
        if (_arena.Read<SubjectBlock>(subject).Component is uint component and > 0)
        {
            _arena.Write<ComponentBlock>(component).Bad++;
        }
    }

    // The ends that were seen and still have the component of the one that stands for them are connected to it.
    private void PartOne(List<uint> ends, int first, int end)
    {
        uint standing = ends[first];
        for (int i = first + 1; i < end; i++)
        {
            uint other = ends[i];
            if (other != standing && ComponentOf(other) is uint component && component != 0
                && component == ComponentOf(standing) && Separate(standing, other))
            {
                standing = ComponentOf(other) == component ? other : standing;
            }
        }
    }

    private uint ComponentOf(uint subject) => _arena.Read<SubjectBlock>(subject).Component;

    // Cuts the smaller side off if two members of a component are not connected any more.
    private bool Separate(uint a, uint b)
    {
        Begin(a, _knownHere, _here);
        Begin(b, _knownThere, _there);
        for (int at = 0; ; at++)
        {
            if (at == _here.Count)
            {
                CutOff(_here);
                return true;
            }

            if (at == _there.Count)
            {
                CutOff(_there);
                return true;
            }

            if (Expand(_here, at, _knownHere, _knownThere) || Expand(_there, at, _knownThere, _knownHere))
            {
                return false;
            }
        }
    }

    private static void Begin(uint subject, HashSet<uint> known, List<uint> found)
    {
        known.Clear();
        found.Clear();
        known.Add(subject);
        found.Add(subject);
    }

    // Looks one subject further; true if the other search was there.
    private bool Expand(List<uint> found, int at, HashSet<uint> known, HashSet<uint> other)
    {
        int before = found.Count;
        _links.AddNeighbours(found[at], known, found);
        for (int i = before; i < found.Count; i++)
        {
            if (other.Contains(found[i]))
            {
                return true;
            }
        }

        return false;
    }

    private void CutOff(List<uint> members)
    {
        uint old = _arena.Read<SubjectBlock>(members[0]).Component;
        uint own = members.Count > 1 ? Create() : 0;
        bool isEarliestGone = false;
        foreach (uint member in members)
        {
            isEarliestGone |= _arena.Read<SubjectBlock>(member).First <= _arena.Read<ComponentBlock>(old).Since;
            Leave(member, old);
            if (own != 0)
            {
                Enter(member, own);
            }
        }

        ComponentBlock rest = _arena.Read<ComponentBlock>(old);
        if (rest.Size == 1)
        {
            Leave(rest.FirstMember, old);
            _arena.Free(old, Unsafe.SizeOf<ComponentBlock>());
        }
        else if (isEarliestGone)
        {
            _arena.Write<ComponentBlock>(old).Since = EarliestOf(rest.FirstMember);
        }
    }

    private long EarliestOf(uint member)
    {
        long earliest = long.MaxValue;
        for (; member != 0; member = _arena.Read<SubjectBlock>(member).NextMember)
        {
            earliest = Math.Min(earliest, _arena.Read<SubjectBlock>(member).First);
        }

        return earliest;
    }

    private uint Create()
    {
        uint component = _arena.Allocate(Unsafe.SizeOf<ComponentBlock>());
        _arena.Write<ComponentBlock>(component).Since = long.MaxValue;
        return component;
    }

    private void Enter(uint member, uint component)
    {
        ref SubjectBlock subject = ref _arena.Write<SubjectBlock>(member);
        ref ComponentBlock block = ref _arena.Write<ComponentBlock>(component);
        subject.Component = component;
        subject.PreviousMember = 0;
        subject.NextMember = block.FirstMember;
        if (block.FirstMember != 0)
        {
            _arena.Write<SubjectBlock>(block.FirstMember).PreviousMember = member;
        }

        block.FirstMember = member;
        block.Size++;
        block.Bad += subject.Bad > 0 ? 1 : 0;
        block.Since = Math.Min(block.Since, subject.First);
    }

    private void Leave(uint member, uint component)
    {
        ref SubjectBlock subject = ref _arena.Write<SubjectBlock>(member);
        ref ComponentBlock block = ref _arena.Write<ComponentBlock>(component);
        if (subject.PreviousMember != 0)
        {
            _arena.Write<SubjectBlock>(subject.PreviousMember).NextMember = subject.NextMember;
        }
        else
        {
            block.FirstMember = subject.NextMember;
        }

        if (subject.NextMember != 0)
        {
            _arena.Write<SubjectBlock>(subject.NextMember).PreviousMember = subject.PreviousMember;
        }

        subject.Component = subject.NextMember = subject.PreviousMember = 0;
        block.Size--;
        block.Bad -= subject.Bad > 0 ? 1 : 0;
    }

    private void Pour(uint from, uint into)
    {
        while (_arena.Read<ComponentBlock>(from).FirstMember is uint member and > 0)
        {
            Leave(member, from);
            Enter(member, into);
        }

        _arena.Free(from, Unsafe.SizeOf<ComponentBlock>());
    }
}
