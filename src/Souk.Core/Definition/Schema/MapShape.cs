namespace Souk.Core.Definition;

/// <summary>A mapping from names that the definition chooses to values of one shape.</summary>
internal sealed class MapShape(string what, ScalarShape key, Shape value, int maximum) : Shape
{
    /// <inheritdoc/>
    internal override string What => what;

    /// <summary>The shape of its keys.</summary>
    internal ScalarShape Key => key;

    /// <summary>The shape of its values.</summary>
    internal Shape Value => value;

    /// <summary>The most entries.</summary>
    internal int Maximum => maximum;
}
