using System.Runtime.InteropServices;

namespace Souk.Risk.Decisions;

/// <summary>What one model said for a decision, as the arena keeps it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
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
    public byte Unused;
}
