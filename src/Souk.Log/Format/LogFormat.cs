using System.Globalization;

namespace Souk.Log.Format;

/// <summary>Names and limits of the files on disk. docs/log.md describes the format.</summary>
internal static class LogFormat
{
    /// <summary>The format that this code writes and reads.</summary>
    public const uint Version = 1;

    /// <summary>Batches begin at multiples of this, so that a search for one steps 8 bytes at a time.</summary>
    public const int Alignment = 8;

    /// <summary>The largest payload: enough for a model sent as one event, small enough that a damaged length cannot
    /// make a reader ask for gigabytes.</summary>
    public const int MaxPayloadBytes = 64 << 20;

    /// <summary>The ending of segment files.</summary>
    public const string SegmentEnding = ".log";

    /// <summary>The ending of index files.</summary>
    public const string IndexEnding = ".index";

    /// <summary>The ending of what was cut off with data loss accepted.</summary>
    public const string LostEnding = ".lost";

    private const int DigitsOfName = 20;

    /// <summary>The file name of the segment that begins with a position; names sort as positions do.</summary>
    public static string SegmentName(LogPosition first) =>
        first.Value.ToString("D20", CultureInfo.InvariantCulture) + SegmentEnding;

    /// <summary>The file name of a segment's index.</summary>
    public static string IndexName(LogPosition first) =>
        first.Value.ToString("D20", CultureInfo.InvariantCulture) + IndexEnding;

    /// <summary>The first position that a segment's file name says, or null if it is no segment's name.</summary>
    public static LogPosition? ParseSegmentName(string name)
    {
        if (name.Length != DigitsOfName + SegmentEnding.Length || !name.EndsWith(SegmentEnding, StringComparison.Ordinal))
            return null;
        return long.TryParse(name.AsSpan(0, DigitsOfName), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && first > 0
            ? new LogPosition(first)
            : null;
    }

    /// <summary>A length rounded up to <see cref="Alignment"/>.</summary>
    public static int Align(int bytes) => (bytes + (Alignment - 1)) & ~(Alignment - 1);
}
