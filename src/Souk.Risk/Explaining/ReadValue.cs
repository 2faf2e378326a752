namespace Souk.Risk.Explaining;

/// <summary>A value that the policy or its models read.</summary>
/// <param name="Name">What was read, such as <c>card.payments.5m</c>.</param>
/// <param name="Value">Its value as a text; null where missing.</param>
public sealed record ReadValue(string Name, string? Value);
