namespace Souk.Log;

/// <summary>The folder of the log is held by another process, or by another log of this process.</summary>
public sealed class LogLockedException : IOException
{
    /// <summary>Without details.</summary>
    public LogLockedException()
        : this("The log's folder is held by another process.")
    {
    }

    /// <summary>With a message.</summary>
    public LogLockedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public LogLockedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The holder's process id, if it could be read.</summary>
    public int? ProcessId { get; init; }
}
