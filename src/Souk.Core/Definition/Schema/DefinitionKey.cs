namespace Souk.Core.Definition;

/// <summary>A key of the definition file.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Description">What it says, for editors.</param>
/// <param name="Shape">What its value may be.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record DefinitionKey(string Name, string Description, Shape Shape, bool IsRequired = false)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
