namespace Souk.Log;

/// <summary>What retention deleted.</summary>
/// <param name="Segments">How many segments.</param>
/// <param name="Bytes">How many bytes they had.</param>
/// <param name="FirstPosition">The oldest position held now.</param>
public sealed record RetentionReport(int Segments, long Bytes, LogPosition FirstPosition);
