namespace Souk.Features.Cells;

/// <summary>A value and when it came; all zeroes when there is none.</summary>
internal struct StampedValue
{
    private long _value;
    private long _flippedTime;

    internal StampedValue(long value, long time)
    {
        _value = value;
        _flippedTime = time ^ long.MinValue;
    }

    internal readonly bool HasValue => _flippedTime != 0;

    internal readonly long Value => _value;

    internal readonly double Number => BitConverter.Int64BitsToDouble(_value);

    internal readonly long Time => _flippedTime ^ long.MinValue;
}
