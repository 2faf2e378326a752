namespace Souk.Core.Engine;

/// <summary>Makes one kind of projection for an engine.</summary>
public interface IProjectionFactory
{
    /// <summary>The name of the projection, its arena and its folder; unique within an engine.</summary>
    string Name { get; }

    /// <summary>Makes it, empty.</summary>
    IProjection Create(ProjectionContext context);
}
