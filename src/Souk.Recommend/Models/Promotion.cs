namespace Souk.Recommend.Models;

/// <summary>Puts a version of a ranker in force, or tries it on some; an earlier version rolls back.</summary>
/// <param name="Surface">The surface's name.</param>
/// <param name="Version">The version; 0 for the order of recall.</param>
/// <param name="Share">1 puts it in force for all and ends a canary; below 1 it serves that share of the subjects
/// beside the version in force; 0 ends a canary.</param>
/// <param name="By">Who does it.</param>
internal sealed record Promotion(string Surface, int Version, double Share, string By);
