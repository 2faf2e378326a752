namespace Souk.Core.Definition;

/// <summary>One value.</summary>
internal sealed class ScalarShape : Shape
{
    /// <inheritdoc/>
    internal override string What { get; }

    /// <summary>The JSON Schema type.</summary>
    internal required string JsonType { get; init; }

    /// <summary>A regular expression that every right text matches, or null.</summary>
    internal string? Pattern { get; init; }

    /// <summary>The only right values, or null.</summary>
    internal IReadOnlyList<string>? Choices { get; init; }

    /// <summary>The smallest whole number, or null.</summary>
    internal long? Minimum { get; init; }

    /// <summary>The largest whole number, or null.</summary>
    internal long? Maximum { get; init; }

    /// <summary>Why a text is wrong and what would be right, or null if it is right.</summary>
    internal required Func<string, string?> Check { get; init; }

    internal ScalarShape(string what) => What = what;
}
