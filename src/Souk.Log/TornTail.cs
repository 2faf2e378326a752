namespace Souk.Log;

/// <summary>The unfinished end that a crash left behind; it was never acknowledged as durable and has been cut off.
/// </summary>
/// <param name="Segment">The segment's file name.</param>
/// <param name="Offset">The byte from which on it was cut.</param>
/// <param name="Bytes">How many bytes went.</param>
/// <param name="Reason">What was wrong with them.</param>
public sealed record TornTail(string Segment, long Offset, long Bytes, string Reason)
{
    /// <summary>One sentence for people.</summary>
    public override string ToString() =>
        $"The last run ended while writing: {Bytes} unfinished bytes of segment {Segment} from byte {Offset} on were cut "
        + $"off ({Reason}). None of them was acknowledged as durable.";
}
