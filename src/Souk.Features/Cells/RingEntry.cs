namespace Souk.Features.Cells;

/// <summary>A value and the log time it came at.</summary>
internal struct RingEntry
{
    internal const int Bytes = 16;

    internal long Value;
    internal long Time;
}
