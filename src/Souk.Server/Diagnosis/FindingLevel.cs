namespace Souk.Server.Diagnosis;

/// <summary>How bad a finding is.</summary>
public enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but somebody should look.</summary>
    Warning,

    /// <summary>Something is wrong and needs doing.</summary>
    Problem,
}
