namespace Souk.Learning.Deep.Networks;

/// <summary>The inputs of a network.</summary>
/// <param name="Dimension">The number of feature indices.</param>
/// <param name="Fields">The number of fields.</param>
/// <param name="EmbeddingSize">The length of a feature's vector.</param>
internal readonly record struct NetworkShape(int Dimension, int Fields, int EmbeddingSize);
