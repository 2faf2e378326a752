namespace Souk.Graph.Rings;

/// <summary>An entity in a ring.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Id">Its id.</param>
public sealed record RingMember(string Kind, string Id);
