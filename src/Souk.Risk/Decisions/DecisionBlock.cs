using System.Runtime.InteropServices;

namespace Souk.Risk.Decisions;

/// <summary>A decision as the arena keeps it.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct DecisionBlock
{
    public long Position;
    public long Time;
    public double Score;
    public double Amount;
    public ulong IdHash;
    public uint Policy;

    // The indexes of the rules that fired, in 16 bits each: those that decided, then those in shadow.
    public uint Rules;
    public ushort LiveCount;
    public ushort ShadowCount;
    public ushort Faults;
    public ushort Type;
    public byte Outcome;
    public byte ShadowOutcome;
}
