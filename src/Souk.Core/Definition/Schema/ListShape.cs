namespace Souk.Core.Definition;

/// <summary>A list of values of one shape.</summary>
internal sealed class ListShape(string what, Shape item, int minimum, int maximum, bool acceptsOne) : Shape
{
    /// <inheritdoc/>
    internal override string What => what;

    /// <summary>The shape of its items.</summary>
    internal Shape Item => item;

    /// <summary>The fewest items.</summary>
    internal int Minimum => minimum;

    /// <summary>The most items.</summary>
    internal int Maximum => maximum;

    /// <summary>Whether a single value may stand for a list of one.</summary>
    internal bool AcceptsOne => acceptsOne;
}
