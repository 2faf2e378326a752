using Souk.Core.Definition;
using Souk.Learning.Evaluation;

namespace Souk.Recommend.Evaluation;

/// <summary>What a source adds to the others of its surface.</summary>
/// <param name="Source">The source.</param>
/// <param name="Recall">By metric (recall@20, @50 and @300, which is as many as are ranked): the recall of the fused
/// candidates of all sources less that of the others alone, the mean over the cases with its 95 % interval (bootstrap
/// over cases, in pairs). Below 0 where the source pushes out better ones.</param>
public sealed record SourceGain(RecallSource Source, IReadOnlyDictionary<string, Estimate> Recall);
