namespace Souk.Log;

/// <summary>When a record counts as taken.</summary>
public enum Acknowledgement
{
    /// <summary>After the group commit's fsync: it survives a power cut. The default.</summary>
    Durable,

    /// <summary>As soon as it has its position: a crash in the next moments may lose it.</summary>
    Buffered,
}
