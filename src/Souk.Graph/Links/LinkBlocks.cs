using Souk.Core.State;

namespace Souk.Graph.Links;

/// <summary>A subject in the arena. It stays while it has a tie or is known to be bad, and holds its entity.</summary>
internal struct SubjectBlock
{
    /// <summary>The number of the entity.</summary>
    internal uint Number;

    /// <summary>Which of the subject kinds.</summary>
    internal int Slot;

    /// <summary>The newest tie, or 0; the others follow in the order of their age.</summary>
    internal uint FirstTie;

    /// <summary>How many ties.</summary>
    internal int Ties;

    /// <summary>The component, or 0 for a subject without a strong link.</summary>
    internal uint Component;

    /// <summary>The next member of the component.</summary>
    internal uint NextMember;

    /// <summary>The member before.</summary>
    internal uint PreviousMember;

    /// <summary>How often an outcome said that it is bad.</summary>
    internal uint Bad;

    /// <summary>The log time of the first such outcome.</summary>
    internal long BadSince;

    /// <summary>The log time of its first tie.</summary>
    internal long First;
}

/// <summary>A carrier in the arena. It stays while it has a tie, and holds its entity.</summary>
internal struct CarrierBlock
{
    /// <summary>The number of the entity.</summary>
    internal uint Number;

    /// <summary>Which of the carriers of the definition.</summary>
    internal int Index;

    /// <summary>The newest tie.</summary>
    internal uint FirstTie;

    /// <summary>How many ties.</summary>
    internal int Ties;

    /// <summary>1 while it is a hub.</summary>
    internal int IsHub;
}

/// <summary>A tie between a subject and a carrier, on both ends' lists, in the index and in the order of use.</summary>
internal struct TieBlock
{
    /// <summary>Where <see cref="Idle"/> stands.</summary>
    internal const int IdleOffset = 32;

    internal ChainLink Link;
    internal uint Subject;
    internal uint Carrier;
    internal uint NextOfSubject;
    internal uint PreviousOfSubject;
    internal uint NextOfCarrier;
    internal uint PreviousOfCarrier;

    /// <summary>The order of last use among the ties of the carrier's kind; its time is when the tie was last
    /// seen.</summary>
    internal IdleLink Idle;

    /// <summary>When it was first seen.</summary>
    internal long First;

    /// <summary>By how many events.</summary>
    internal long Count;
}

/// <summary>A component in the arena: subjects joined by strong links, two at least.</summary>
internal struct ComponentBlock
{
    internal uint FirstMember;
    internal int Size;

    /// <summary>How many members are known to be bad.</summary>
    internal int Bad;

    /// <summary>Always 0: it fills the block, so that no byte of it is padding.</summary>
    internal uint Unused;

    /// <summary>The earliest first tie of a member.</summary>
    internal long Since;
}
