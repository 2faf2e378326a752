namespace Souk.Core.Definition;

/// <summary>What a subject says of itself, before it has done anything.</summary>
/// <param name="Subject">The attribute of the subject: one value or a list.</param>
/// <param name="Object">The attribute of the object that has these values.</param>
public sealed record SurfacePreference(AttributeDefinition Subject, AttributeDefinition Object);
