namespace Souk.Server.Access;

/// <summary>What the holder of an API key may do; each role includes those before it, but for ingest, which only writes
/// events.</summary>
public enum Role
{
    /// <summary>Send events.</summary>
    Ingest,

    /// <summary>Read entities and features, as the marketplace's own services do.</summary>
    Serve,

    /// <summary>Also read the definition, training sets and everything an analyst looks at.</summary>
    Analyst,

    /// <summary>Everything, also sending events and changing the definition.</summary>
    Admin,
}
