using Souk.Log;

namespace Souk.Risk.Lists;

/// <summary>One entry of a list.</summary>
/// <param name="Value">An exact text, an IP range such as <c>10.0.0.0/8</c>, or a prefix with a star, such as
/// <c>temp-*</c>.</param>
/// <param name="Reason">Why it is there; empty if not said.</param>
/// <param name="Source">Where it came from; empty if not said.</param>
/// <param name="Until">The log time from which on it no longer counts; null for ever.</param>
/// <param name="Score">What <c>list_score</c> gives. Default 1.</param>
public sealed record ListEntry(string Value, string Reason, string Source, LogTime? Until, double Score);
