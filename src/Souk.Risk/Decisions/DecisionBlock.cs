namespace Souk.Risk.Decisions;

/// <summary>A decision as the arena keeps it.</summary>
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

    // What the models of the checkpoint's policy said, in their order.
    public byte ModelCount;

    // Always 0: it fills the block, so that no byte of it is padding.
    public byte Unused;
    public uint Models;
}
