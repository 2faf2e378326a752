namespace Souk.Core.Definition;

/// <summary>An aggregate's key in the file, what it takes, and which further keys go with it.</summary>
/// <param name="Kind">The aggregate.</param>
/// <param name="Key">Its key.</param>
/// <param name="Operand">What the key's value says.</param>
/// <param name="Companions">The keys that may stand beside it.</param>
internal sealed record AggregateKey(
    AggregateKind Kind, DefinitionKey Key, AggregateOperand Operand, IReadOnlyList<DefinitionKey> Companions);
