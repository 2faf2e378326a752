namespace Souk.Bench.Risk;

/// <summary>How much of a kind of abuse is found where one in a hundred good events is stopped.</summary>
/// <param name="Recall">The share of its events that are stopped.</param>
/// <param name="Noticed">The share of its attacks of which at least one event is.</param>
/// <param name="Minutes">The median time from an attack's first event at the checkpoint to the first that is stopped,
/// of the attacks noticed; NaN if none was.</param>
/// <param name="Saved">The money at stake in the events that are stopped.</param>
internal sealed record AbuseFinding(double Recall, double Noticed, double Minutes, double Saved);
