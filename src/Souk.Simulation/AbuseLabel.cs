namespace Souk.Simulation;

/// <summary>The truth about one event, which the events themselves do not tell.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Pattern">The kind of abuse it is part of.</param>
/// <param name="Campaign">Which attack of that kind, from 1.</param>
public readonly record struct AbuseLabel(string EventId, AbusePattern Pattern, int Campaign);
