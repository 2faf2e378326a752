namespace Souk.Risk.Monitoring;

/// <summary>How a rule's hit rate changed between two spans.</summary>
/// <param name="Checkpoint">Its checkpoint.</param>
/// <param name="Rule">Its id.</param>
/// <param name="Hits">The rates.</param>
public sealed record RuleChange(string Checkpoint, string Rule, RateShift Hits);
