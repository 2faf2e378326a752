namespace Souk.Log;

/// <summary>Stored bytes of the log are damaged, and not just the unfinished end that a crash leaves behind.</summary>
public sealed class LogCorruptedException : IOException
{
    /// <summary>Without details.</summary>
    public LogCorruptedException()
        : this("The log is damaged.")
    {
    }

    /// <summary>With a message.</summary>
    public LogCorruptedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public LogCorruptedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal LogCorruptedException(LogDamage damage)
        : this(damage.ToString()) =>
        Damage = damage;

    /// <summary>Where the damage is and what it costs; null if not known.</summary>
    public LogDamage? Damage { get; }
}
