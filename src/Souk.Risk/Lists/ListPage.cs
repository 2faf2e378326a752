namespace Souk.Risk.Lists;

/// <summary>A part of a list, for export.</summary>
/// <param name="Entries">The entries of the part, expired ones included.</param>
/// <param name="Next">Where the next part starts; null at the end.</param>
/// <param name="Changes">How many entries of the list were ever added, replaced or removed: if it grows between the
/// parts, an entry added meanwhile may be missing or come twice.</param>
public sealed record ListPage(IReadOnlyList<ListEntry> Entries, long? Next, long Changes);
