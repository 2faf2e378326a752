using Souk.Core.Entities;
using Souk.Features.Plans;

namespace Souk.Features.Tests.Engine;

/// <summary>Feeds a synthetic event to the engine, numbering its entities as long as the event lasts.</summary>
internal sealed class SyntheticInputs(EntityTable entities) : EventInputs
{
    internal const int Shopper = 0;
    internal const int Text = 1;
    internal const int Whole = 2;
    internal const int Amount = 3;
    internal const int Number = 4;
    internal const int Device = 5;
    internal const int Weight = 6;

    internal const int ShopperKind = 0;
    internal const int DeviceKind = 1;

    private SyntheticEvent _event = null!;
    private long _shopper;
    private long _text;
    private long _device;

    internal void Begin(SyntheticEvent e)
    {
        _event = e;
        _shopper = Acquire(ShopperKind, e.Shopper);
        _text = Acquire(entities.TextKind, e.Text);
        _device = Acquire(DeviceKind, e.Device);
    }

    internal void End()
    {
        Release(ShopperKind, _shopper);
        Release(entities.TextKind, _text);
        Release(DeviceKind, _device);
    }

    internal override bool Holds(int condition) => condition == 0 ? _event.Flag : !_event.Flag;

    internal override bool TryValue(int value, out long bits)
    {
        long? found = value switch
        {
            Shopper => _shopper == 0 ? null : _shopper,
            Text => _text == 0 ? null : _text,
            Whole => _event.Whole,
            Amount => _event.Amount,
            Number => _event.Number is double d ? BitConverter.DoubleToInt64Bits(d) : null,
            Device => _device == 0 ? null : _device,
            _ => BitConverter.DoubleToInt64Bits(_event.Weight),
        };
        bits = found ?? 0;
        return found.HasValue;
    }

    private long Acquire(int kind, string? id) =>
        id is null ? 0 : entities.Acquire(kind, System.Text.Encoding.UTF8.GetBytes(id));

    private void Release(int kind, long number)
    {
        if (number != 0)
        {
            entities.Release(kind, (uint)number);
        }
    }
}
