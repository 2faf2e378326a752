namespace Souk.Recommend.Creators;

/// <summary>Weights by name that fade by the same half-life (forward decay: weights grow instead, so that nothing has
/// to be touched as time goes by).</summary>
internal sealed class DecayedShares(int most = int.MaxValue)
{
    private readonly Dictionary<string, double> _weights = new(1);

    internal IReadOnlyDictionary<string, double> Weights => _weights;

    internal double Total { get; private set; }

    /// <summary>What an act at a moment weighs; only ratios mean anything.</summary>
    internal static double WeightAt(double days) => Math.Pow(2, days / CreatorLimits.HalfLifeDays);

    internal void Add(string name, double weight)
    {
        _weights[name] = _weights.GetValueOrDefault(name) + weight;
        Total += weight;
        if (_weights.Count > most)
        {
            KeyValuePair<string, double> least = _weights.MinBy(w => w.Value);
            _weights.Remove(least.Key);
            Total -= least.Value;
        }
    }

    /// <summary>Adds the shares of another, which count together as a weight.</summary>
    internal void AddShares(DecayedShares other, double weight)
    {
        foreach ((string name, double own) in other._weights)
        {
            Add(name, weight * own / other.Total);
        }
    }

    /// <summary>The shares, largest first, beside those of all.</summary>
    internal IReadOnlyList<CategoryShare> Against(DecayedShares all) =>
    [
        .. _weights.Select(w => new CategoryShare(
            w.Key,
            w.Value / Total,
            all._weights.TryGetValue(w.Key, out double usual) ? w.Value / Total / (usual / all.Total) : 0))
        .OrderByDescending(s => s.Share).ThenBy(s => s.Category, StringComparer.Ordinal),
    ];
}
