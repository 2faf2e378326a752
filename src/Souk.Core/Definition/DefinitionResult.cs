using System.Diagnostics.CodeAnalysis;

namespace Souk.Core.Definition;

/// <summary>A definition, or everything that is wrong with its file.</summary>
public sealed class DefinitionResult
{
    internal DefinitionResult(MarketplaceDefinition? definition, IReadOnlyList<DefinitionError> errors)
    {
        Definition = definition;
        Errors = errors;
    }

    /// <summary>The definition, or null if there are errors.</summary>
    public MarketplaceDefinition? Definition { get; }

    /// <summary>The errors in the order of the file; empty if there is a definition.</summary>
    public IReadOnlyList<DefinitionError> Errors { get; }

    /// <summary>Whether there is a definition.</summary>
    [MemberNotNullWhen(true, nameof(Definition))]
    public bool IsValid => Definition is not null;

    /// <summary>The definition.</summary>
    /// <exception cref="InvalidDataException">There are errors; the message lists them all, one a line.</exception>
    public MarketplaceDefinition OrThrow() =>
        Definition ?? throw new InvalidDataException(string.Join('\n', Errors));
}
