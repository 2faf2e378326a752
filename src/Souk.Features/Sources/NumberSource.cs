using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;

namespace Souk.Features.Sources;

/// <summary>Turns a numeric source into doubles, money into currency units.</summary>
internal sealed class NumberSource(EventSource source, ValueKind kind) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        bool found = source.TryRead(e, out bits);
        double value = kind switch
        {
            ValueKind.Number => BitConverter.Int64BitsToDouble(bits),
            ValueKind.Money => Money.FromUnits(bits).ToDouble(),
            _ => bits,
        };
        bits = BitConverter.DoubleToInt64Bits(value);
        return found;
    }
}

/// <summary>Passes doubles on that can be summed and squared without leaving the range; others count as no
/// value.</summary>
internal sealed class BoundedSource(EventSource source) : EventSource
{
    /// <summary>The largest double that is aggregated: a million squares of it still sum to a finite number.</summary>
    internal const double MaxMagnitude = 1e150;

    internal override bool TryRead(EventView e, out long bits) =>
        source.TryRead(e, out bits) && Math.Abs(BitConverter.Int64BitsToDouble(bits)) <= MaxMagnitude;
}
