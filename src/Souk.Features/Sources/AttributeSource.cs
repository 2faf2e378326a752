using Souk.Core.Definition;
using Souk.Core.Events;

namespace Souk.Features.Sources;

/// <summary>An attribute of the profile of the entity that a field refers to; text and entity attributes are numbers of
/// the entity table already, held by the profile.</summary>
internal sealed class AttributeSource(EntityKind kind, int field, int attribute) : EventSource
{
    internal override bool TryRead(EventView e, out long bits)
    {
        uint entity = e.Entity(field);
        bits = e.Profiles.Bits(kind, entity, attribute);
        return e.Profiles.Has(kind, entity, attribute);
    }
}
