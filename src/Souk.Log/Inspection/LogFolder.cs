using Souk.Log.Files;

namespace Souk.Log.Inspection;

/// <summary>
/// Looks at a log's folder without opening it: takes no lock, changes nothing, and may run beside the program that
/// writes the log.
/// </summary>
public static class LogFolder
{
    /// <summary>Checks every byte of every segment and goes on behind damage, so that all of it is told at once.
    /// </summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="progress">Told the bytes checked so far after each segment.</param>
    /// <param name="cancellation">Ends the run between segments.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static LogVerification Verify(
        string folder, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        new LogVerifier(Files(folder)).Run(progress, cancellation);

    /// <summary>Figures of each segment.</summary>
    /// <param name="folder">The log's folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static LogStatistics Statistics(string folder) => FolderReading.Statistics(Files(folder));

    /// <summary>Reads batches from a position to the present end. See <see cref="IEventLog.Read"/>.</summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="from">Where to begin; <see cref="LogPosition.Zero"/> for the oldest.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or no log in it.</exception>
    /// <exception cref="LogTrimmedException">Retention has deleted the position.</exception>
    public static IBatchReader Read(string folder, LogPosition from) => FolderReading.Read(Files(folder), from);

    /// <summary>Writes one line a batch: positions, log times, bytes and the beginning of the payload in hexadecimal.
    /// </summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="to">Where to write.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="batches">At most so many batches.</param>
    /// <param name="payloadBytes">At most so many bytes of each payload; default 32.</param>
    /// <exception cref="LogCorruptedException">A batch is damaged.</exception>
    public static void Dump(string folder, TextWriter to, LogPosition from, int batches, int payloadBytes = 32)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentOutOfRangeException.ThrowIfNegative(payloadBytes);
        using IBatchReader reader = Read(folder, from);
        for (int i = 0; i < batches && reader.MoveNext(); i++)
        {
            LogPosition last = reader.FirstPosition.Plus(reader.Count - 1);
            ReadOnlySpan<byte> payload = reader.Payload.Span;
            string begin = Convert.ToHexStringLower(payload[..Math.Min(payload.Length, payloadBytes)]);
            string more = payload.Length > payloadBytes ? "..." : "";
            to.WriteLine(
                $"{reader.FirstPosition}-{last}  {reader.FirstTime}  {reader.LastTime}  {payload.Length} bytes  "
                + $"{begin}{more}");
        }
    }

    private static DiskLogFiles Files(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new DiskLogFiles(folder, create: false);
    }
}
