using System.Collections.Concurrent;
using Souk.Features.Engine;
using Souk.Features.Reading;

namespace Souk.Server.Entities;

/// <summary>Keeps feature readers for the column lists that are asked for again and again, since resolving names costs
/// more than reading. Safe for use from several threads.</summary>
internal sealed class ReaderPool
{
    // Column lists come from the code of the marketplace's services, so there are few; somebody who makes up new ones
    // all the time gets readers that are thrown away.
    private const int MaxLists = 256;

    private FeatureEngine? _engine;
    private ConcurrentDictionary<string, ConcurrentBag<FeatureReader>> _readers = [];

    /// <summary>Takes a reader of columns over an engine; call it while the state is open for reading.</summary>
    /// <exception cref="ArgumentException">A column does not exist, or they are kept for different keys.</exception>
    internal FeatureReader Rent(FeatureEngine engine, string listKey, IReadOnlyList<string> columns)
    {
        if (!ReferenceEquals(_engine, engine))
        {
            _readers = [];
            _engine = engine;
        }

        return _readers.TryGetValue(listKey, out ConcurrentBag<FeatureReader>? bag)
            && bag.TryTake(out FeatureReader? reader)
            ? reader
            : engine.CreateReader(columns);
    }

    /// <summary>Gives a reader back.</summary>
    internal void Return(FeatureEngine engine, string listKey, FeatureReader reader)
    {
        ConcurrentDictionary<string, ConcurrentBag<FeatureReader>> readers = _readers;
        if (ReferenceEquals(_engine, engine) && (readers.Count < MaxLists || readers.ContainsKey(listKey)))
        {
            readers.GetOrAdd(listKey, _ => []).Add(reader);
        }
    }
}
