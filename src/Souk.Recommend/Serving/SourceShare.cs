using Souk.Core.Definition;

namespace Souk.Recommend.Serving;

/// <summary>What a source said of an object.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rank">The place it gave, from 1.</param>
/// <param name="Score">The score it gave, on its own scale.</param>
public readonly record struct SourceShare(RecallSource Source, int Rank, double Score);
