namespace Souk.Import;

/// <summary>What an import did.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Rejected">Rows refused.</param>
/// <param name="Events">Events applied now.</param>
/// <param name="Duplicates">Events that had been imported before.</param>
/// <param name="DeadLetterFile">Where the refused rows are with their reasons, or null if there are none.</param>
public sealed record ImportResult(long Rows, long Rejected, long Events, long Duplicates, string? DeadLetterFile);
