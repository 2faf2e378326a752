namespace Souk.Risk.Decisions;

/// <summary>What a decision says, from the mildest to the hardest; the hardest that applies wins.</summary>
public enum RiskOutcome
{
    /// <summary>Let it through.</summary>
    Approve,

    /// <summary>Ask for more proof, such as a second factor, and let it through with it.</summary>
    Challenge,

    /// <summary>Let a person look at it first.</summary>
    Review,

    /// <summary>Refuse it.</summary>
    Decline,
}
