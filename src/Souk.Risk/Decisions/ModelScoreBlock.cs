namespace Souk.Risk.Decisions;

/// <summary>What one model said for a decision, as the arena keeps it.</summary>
internal struct ModelScoreBlock
{
    public double Probability;
    public double ChallengerProbability;
    public int Version;
    public int ChallengerVersion;

    // The columns' values, 4 bytes each, while the decision is among the newest.
    public uint Row;
    public ushort Columns;
    public byte Outcome;

    // Always 0: it fills the block, so that no byte of it is padding.
    public byte Unused;
}
