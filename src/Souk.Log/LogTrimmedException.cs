namespace Souk.Log;

/// <summary>A position was asked for that retention has deleted.</summary>
public sealed class LogTrimmedException : Exception
{
    /// <summary>Without details.</summary>
    public LogTrimmedException()
        : this("The position has been deleted by retention.")
    {
    }

    /// <summary>With a message.</summary>
    public LogTrimmedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public LogTrimmedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal LogTrimmedException(LogPosition asked, LogPosition oldest)
        : this($"Position {asked} has been deleted by retention; the oldest position still held is {oldest}.")
    {
        Asked = asked;
        Oldest = oldest;
    }

    /// <summary>The position that was asked for.</summary>
    public LogPosition Asked { get; }

    /// <summary>The oldest position that was still held.</summary>
    public LogPosition Oldest { get; }
}
