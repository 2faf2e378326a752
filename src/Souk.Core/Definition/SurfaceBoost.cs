namespace Souk.Core.Definition;

/// <summary>A factor on the value of the objects that meet a condition.</summary>
/// <param name="When">The condition, in CEL over the object, the subject and the moment.</param>
/// <param name="Factor">The factor, above 0.</param>
public sealed record SurfaceBoost(string When, double Factor);
