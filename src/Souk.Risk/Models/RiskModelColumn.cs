namespace Souk.Risk.Models;

/// <summary>What one column of a model holds.</summary>
/// <param name="Expression">CEL over what rules of the checkpoint can read: <c>card.payments.24h</c>,
/// <c>event.amount</c>, <c>card.country</c>, <c>links.strong_bad</c>, or <c>event.amount /
/// card.amount_mean.30d</c>.</param>
/// <param name="Categories">The texts that have a code, which is their place; the texts of a column of numbers are
/// null. Any other text has the code after the last.</param>
public sealed record RiskModelColumn(string Expression, IReadOnlyList<string>? Categories = null);
