namespace Souk.Risk.Policies;

/// <summary>How a rule takes part in decisions.</summary>
public enum RuleStatus
{
    /// <summary>It decides.</summary>
    Live,

    /// <summary>It is evaluated and recorded, and decides nothing.</summary>
    Shadow,

    /// <summary>It is kept in the policy and not evaluated.</summary>
    Off,
}
