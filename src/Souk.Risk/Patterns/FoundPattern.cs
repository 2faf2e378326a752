using Souk.Learning.Patterns;
using Souk.Log;

namespace Souk.Risk.Patterns;

/// <summary>A combination of conditions that is more frequent, or worse, than it was.</summary>
/// <param name="Id">Its id, the same for the same condition.</param>
/// <param name="When">The combination in CEL, as a rule of the checkpoint could say it.</param>
/// <param name="Pattern">The figures.</param>
/// <param name="Examples">Positions of recent events that match, at most five.</param>
public sealed record FoundPattern(
    string Id, string When, ContrastPattern Pattern, IReadOnlyList<LogPosition> Examples);
