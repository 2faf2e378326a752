using Souk.Core.Definition;

namespace Souk.Recommend.Recall;

/// <summary>What the trained models of recall gave for a request, found before the state was opened, the best
/// first.</summary>
internal sealed class TrainedRecall
{
    private readonly Dictionary<RecallSource, IReadOnlyList<(string Id, float Score)>> _best = [];

    private readonly HashSet<RecallSource> _late = [];

    /// <summary>Nothing.</summary>
    internal static TrainedRecall None { get; } = new();

    internal IReadOnlyList<(string Id, float Score)> Of(RecallSource source) => _best.GetValueOrDefault(source) ?? [];

    internal void Add(RecallSource source, IReadOnlyList<(string Id, float Score)> best) => _best[source] = best;

    /// <summary>Whether a model was asked for a source.</summary>
    internal bool Has(RecallSource source) => _best.ContainsKey(source);

    /// <summary>Says that a model was not asked for lack of time.</summary>
    internal void AddLate(RecallSource source) => _late.Add(source);

    internal bool IsLate(RecallSource source) => _late.Contains(source);
}
