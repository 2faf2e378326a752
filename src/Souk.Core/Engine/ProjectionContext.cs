using Souk.Core.Definition;
using Souk.Core.Entities;

namespace Souk.Core.Engine;

/// <summary>What a projection is made from.</summary>
/// <param name="Definition">The definition in force.</param>
/// <param name="Entities">Who numbers entities and texts.</param>
/// <param name="Profiles">The profiles.</param>
/// <param name="Folder">A folder of the projection's own for side files, or null where none may be written: then it keeps
/// them in memory or in a temporary file.</param>
public sealed record ProjectionContext(
    MarketplaceDefinition Definition, EntityTable Entities, ProfileStore Profiles, string? Folder);
