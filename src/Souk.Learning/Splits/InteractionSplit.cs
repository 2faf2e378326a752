using Souk.Learning.Data;

namespace Souk.Learning.Splits;

/// <summary>Interactions cut in two: what a model may learn from, and what it is judged by. Both have the same
/// shape.</summary>
/// <param name="Train">Users × items to learn from.</param>
/// <param name="Held">Users × items held out.</param>
public sealed record InteractionSplit(SparseMatrix Train, SparseMatrix Held);
