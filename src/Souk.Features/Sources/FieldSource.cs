using Souk.Core.Entities;
using Souk.Core.Events;

namespace Souk.Features.Sources;

/// <summary>A scalar field.</summary>
internal sealed class FieldSource(int field) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        bits = e.Bits(field);
        return e.Has(field);
    }
}

/// <summary>The entity that a field refers to.</summary>
internal sealed class EntitySource(int field) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        bits = e.Entity(field);
        return bits != 0;
    }
}

/// <summary>A text field, numbered for the time of the event.</summary>
internal sealed class TextSource(int field) : EventSource
{
    internal override bool MustRelease => true;

    internal override bool TryRead(EventView e, out long bits)
    {
        bits = 0;
        if (!e.Has(field) || e.Text(field).Length > EntityTable.MaxTextBytes)
        {
            return false;
        }

        bits = e.Entities.Acquire(e.Entities.TextKind, e.Text(field));
        return true;
    }
}
