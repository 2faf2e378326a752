namespace Souk.Graph.Rings;

/// <summary>Acts that rings are looked for in: events of a type, by whom and on what.</summary>
/// <param name="EventType">The name of the event type.</param>
/// <param name="Author">The field that names who acts.</param>
/// <param name="Target">The field that names what is acted on.</param>
public sealed record RingActs(string EventType, string Author, string Target);
