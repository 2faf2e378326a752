namespace Souk.Log;

/// <summary>
/// How long records are kept. Ages are measured in log time from the newest record, never by the clock. Only whole
/// segments go, oldest first, and never one that still holds a record younger than <see cref="Floor"/>.
/// </summary>
public sealed record LogRetention
{
    /// <summary>Segments whose newest record is older than this may go. Default null: age deletes nothing.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>While the segments hold more bytes than this, the oldest may go. Default null: size deletes nothing.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>Records this young or younger stay whatever the other limits say: the longest window. Default zero.
    /// </summary>
    public TimeSpan Floor { get; init; }

    internal void Validate()
    {
        if (MaxAge < TimeSpan.Zero)
            throw new ArgumentException($"MaxAge is {MaxAge}; it must not be negative.");
        if (MaxBytes < 0)
            throw new ArgumentException($"MaxBytes is {MaxBytes}; it must not be negative.");
        if (Floor < TimeSpan.Zero)
            throw new ArgumentException($"Floor is {Floor}; it must not be negative.");
    }
}
