namespace Souk.Graph.Links;

/// <summary>Where the structures of the links begin in their arena.</summary>
internal static class LinkRoots
{
    internal const int TieIndex = 0;
    internal const int Time = 1;

    /// <summary>The number of ties.</summary>
    internal const int Ties = 2;

    /// <summary>Subject arrays: one for each kind of the definition that is a subject.</summary>
    internal const int Subjects = 3;

    /// <summary>Carrier arrays, by the carrier's index.</summary>
    internal const int Carriers = 4;

    /// <summary>Orders of last use, by the carrier's index.</summary>
    internal const int Idle = 5;
}
