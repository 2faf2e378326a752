namespace Souk.Risk.Explaining;

/// <summary>One part of a rule's condition.</summary>
/// <param name="Text">The part.</param>
/// <param name="Held">Whether it held; null if it could not be evaluated.</param>
public sealed record ExplainedPart(string Text, bool? Held);
