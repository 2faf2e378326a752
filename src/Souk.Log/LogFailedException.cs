namespace Souk.Log;

/// <summary>
/// A write or fsync of the log failed, so its writer has stopped for good: the kernel may have dropped the unwritten
/// pages, and a second fsync could succeed without them. Restarting recovers everything acknowledged.
/// </summary>
public sealed class LogFailedException : IOException
{
    /// <summary>Without a cause.</summary>
    public LogFailedException()
        : this("The log has failed.")
    {
    }

    /// <summary>With a message.</summary>
    public LogFailedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the failure below it.</summary>
    public LogFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
