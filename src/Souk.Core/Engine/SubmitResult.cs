using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>What became of the events handed in together.</summary>
/// <param name="Positions">Each event's log position, in the order handed in; of a duplicate that of the first one with
/// its id.</param>
/// <param name="Duplicates">How many were duplicates.</param>
/// <param name="IsDuplicate">Whether each event was a duplicate; empty if none was.</param>
public sealed record SubmitResult(
    IReadOnlyList<LogPosition> Positions, int Duplicates, IReadOnlyList<bool> IsDuplicate);
