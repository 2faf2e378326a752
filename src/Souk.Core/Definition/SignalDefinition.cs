namespace Souk.Core.Definition;

/// <summary>How much one type of event says about a subject's liking of an object.</summary>
/// <param name="EventType">The type of event.</param>
/// <param name="Weight">Above 0 for liking, below 0 for a real dislike, 0 for having been shown only.</param>
/// <param name="Subject">The field that names who acts.</param>
/// <param name="Object">The field that names what is acted on.</param>
public sealed record SignalDefinition(
    EventType EventType, double Weight, FieldDefinition Subject, FieldDefinition Object)
{
    /// <inheritdoc/>
    public override string ToString() => $"{EventType.Name}: {Weight}";
}
