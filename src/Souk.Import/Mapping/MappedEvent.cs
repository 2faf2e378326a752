using Souk.Core.Definition;

namespace Souk.Import.Mapping;

/// <summary>One event that a row may become.</summary>
/// <param name="Type">Its type.</param>
/// <param name="When">The condition under which a row becomes it, or null for always.</param>
/// <param name="Id">What gives its id, or null for file and line.</param>
/// <param name="Fields">What gives each field.</param>
internal sealed record MappedEvent(
    EventType Type, MappedText? When, MappedText? Id, IReadOnlyList<(FieldDefinition Field, MappedText Value)> Fields);
