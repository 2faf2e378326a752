namespace Souk.Core.Intake;

/// <summary>Why an event was refused.</summary>
/// <param name="Path">Where, as a path into the event such as <c>amount</c> or <c>tags[2]</c>; empty for the whole
/// event.</param>
/// <param name="Message">What was found and what would be right.</param>
public sealed record EventError(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}
