namespace Souk.Core.Definition;

/// <summary>A reason shown with the recommended objects that meet a condition.</summary>
/// <param name="Id">Its name, unique on the surface.</param>
/// <param name="When">The condition, in CEL over what the request has, see <see cref="SurfaceExpressions"/>.</param>
/// <param name="Text">What people read.</param>
public sealed record SurfaceTag(string Id, string When, string Text);
