namespace Souk.Simulation;

/// <summary>How well attackers hide among honest shoppers. Honest shoppers are the same at each.</summary>
public enum SimulationDifficulty
{
    /// <summary>Attackers do not hide: new accounts, foreign places, large amounts, all in a hurry. Rules find
    /// most.</summary>
    Easy,

    /// <summary>More than half of what would give an attacker away is hidden: bought or aged accounts, home and mobile
    /// connections of the right country, ordinary amounts, patience.</summary>
    Realistic,

    /// <summary>Nearly all of it is hidden; what is left is in combinations and in links.</summary>
    Hard,
}
