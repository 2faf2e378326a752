using Souk.Log;

namespace Souk.Graph.Rings;

/// <summary>A ring as the log knows it: found in one run or several.</summary>
/// <param name="Number">Its number, the same for good.</param>
/// <param name="Ring">The ring as the newest run that found it saw it.</param>
/// <param name="FoundFirst">The log time of the run that found it first.</param>
/// <param name="FoundLast">The log time of the newest run that found it.</param>
/// <param name="Runs">How many runs found it.</param>
public sealed record RingRecord(long Number, Ring Ring, LogTime FoundFirst, LogTime FoundLast, int Runs);
