using System.Collections.Concurrent;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Recommend.Ranking;

namespace Souk.Recommend.Models;

/// <summary>The models in use. A swap is one reference: answers under way keep what they began with. Safe for use from
/// several threads.</summary>
internal sealed class ModelShelf
{
    // Rankers in force and canaries of many surfaces, and some that are on their way out.
    private const int MaxRankers = 256;

    private readonly ConcurrentDictionary<string, IReadOnlyList<RecallModel>> _recall = [];
    private readonly ConcurrentDictionary<string, RankModel?> _rankers = [];
    private readonly ConcurrentDictionary<string, string> _damages = [];
    private readonly ConcurrentDictionary<string, ServedRows> _served = [];

    /// <summary>The models that serve a subject on a surface at present.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="surface">The surface's name.</param>
    /// <param name="subject">The subject's id, UTF-8.</param>
    /// <param name="pinned">The version that a variant of an experiment serves, or none if it is not kept; null for
    /// what is in force.</param>
    internal SurfaceModels Of(SoukEngine engine, string surface, ReadOnlySpan<byte> subject, int? pinned)
    {
        RankerVersion? version;
        byte[]? bytes = null;
        RankModel? ranker = null;
        using (FoldScope scope = engine.Read())
        {
            RankerProjection? rankers = scope.Fold.Projections.OfType<RankerProjection>().FirstOrDefault();
            version = rankers is null ? null : VersionOf(rankers.Of(surface), subject, pinned);
            if (version is not null && !_rankers.TryGetValue(version.Sha256, out ranker))
            {
                bytes = rankers!.BytesOf(version);
            }
        }

        // Read outside of the scope, so that the sequencer does not wait for it.
        ranker = bytes is null ? ranker : Load(version!, bytes);
        IReadOnlyList<RecallModel> recall = _recall.GetValueOrDefault(surface) ?? [];
        return ranker is null
            ? new SurfaceModels(0, null, recall)
            : new SurfaceModels(version!.Number, ranker, recall)
            {
                Served = _served.GetOrAdd(version.Sha256, static (_, names) => new ServedRows(names), ranker.Names),
            };
    }

    private static RankerVersion? VersionOf(SurfaceRankers rankers, ReadOnlySpan<byte> subject, int? pinned) =>
        pinned is not int number ? rankers.For(subject)
        : rankers.Find(number) is { IsKept: true } version ? version : null;

    /// <summary>A version's model; null if it is damaged.</summary>
    internal RankModel? Load(RankerVersion version, byte[] bytes)
    {
        RankModel? ranker = null;
        try
        {
            ranker = RankerDirectives.Sha256Of(bytes) == version.Sha256
                ? RankModel.FromBytes(bytes)
                : throw new InvalidDataException("its SHA-256 is another than the log says");
        }
        catch (InvalidDataException e)
        {
            _damages[version.Sha256] = e.Message;
        }

        Keep(version.Sha256, ranker);
        return ranker;
    }

    /// <summary>Keeps a model that was just trained, so that nobody has to read it.</summary>
    internal void Keep(string sha256, RankModel? ranker)
    {
        if (_rankers.Count >= MaxRankers)
        {
            _rankers.Clear();
            _served.Clear();
        }

        _rankers[sha256] = ranker;
    }

    /// <summary>What the ranker with these bytes was seen to serve, or null if it did not serve yet.</summary>
    internal ServedRows? ServedBy(string sha256) => _served.GetValueOrDefault(sha256);

    /// <summary>What is wrong with a version's model, or null.</summary>
    internal string? DamageOf(RankerVersion version) => _damages.GetValueOrDefault(version.Sha256);

    /// <summary>The model of a source of recall of a surface, or null.</summary>
    internal RecallModel? RecallOf(string surface, RecallSource source) =>
        _recall.GetValueOrDefault(surface)?.FirstOrDefault(m => m.Source == source);

    /// <summary>Puts a model of recall in use, in the stead of the one before.</summary>
    internal void Put(string surface, RecallModel model) => _recall.AddOrUpdate(
        surface, _ => [model], (_, before) => [.. before.Where(m => m.Source != model.Source), model]);
}
