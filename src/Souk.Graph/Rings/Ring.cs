using Souk.Log;

namespace Souk.Graph.Rings;

/// <summary>A ring that was found.</summary>
/// <param name="Number">Its number, the same from run to run of one detector.</param>
/// <param name="Kind">How it shows itself.</param>
/// <param name="Source">What it was found in: the name of the acts' event type, or <c>links</c>.</param>
/// <param name="Members">Who belongs to it.</param>
/// <param name="Targets">What they act on; empty for a component.</param>
/// <param name="Score">How strong the evidence is, comparable within a kind: of a dense block the logarithm of its
/// likelihood
/// ratio, of lockstep the mean similarity times the members, of a component the new members.</param>
/// <param name="Evidence">The evidence in a sentence.</param>
/// <param name="First">The log time of the first act or tie in it.</param>
/// <param name="Last">The log time of the last.</param>
public sealed record Ring(
    long Number,
    RingKind Kind,
    string Source,
    IReadOnlyList<RingMember> Members,
    IReadOnlyList<RingMember> Targets,
    double Score,
    string Evidence,
    LogTime First,
    LogTime Last);
