using System.Collections.Concurrent;

namespace Souk.Server.Experiments;

/// <summary>Counts, since the start of the process, the answers that a variant could not give since the version of the
/// ranker that it names did not serve. Safe for use from several threads.</summary>
internal sealed class VariantMisses
{
    private readonly ConcurrentDictionary<(string Experiment, string Variant), long> _counts = [];

    internal void Add(string experiment, string variant) =>
        _counts.AddOrUpdate((experiment, variant), 1, static (_, count) => count + 1);

    internal long Of(string experiment, string variant) => _counts.GetValueOrDefault((experiment, variant));
}
