using Souk.Log;

namespace Souk.Graph.Pictures;

/// <summary>A tie in a neighbourhood.</summary>
/// <param name="Subject">The subject's place among the nodes.</param>
/// <param name="Carrier">The carrier's place.</param>
/// <param name="Events">How many events named both.</param>
/// <param name="First">The log time of the first.</param>
/// <param name="Last">The log time of the last.</param>
public sealed record LinkTie(int Subject, int Carrier, long Events, LogTime First, LogTime Last);
