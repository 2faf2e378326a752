using System.Collections.Concurrent;

namespace Souk.Recommend.Models;

/// <summary>The models in use, by surface. A swap is one reference: answers under way keep what they began with. Safe
/// for use from several threads.</summary>
internal sealed class ModelShelf
{
    private readonly ConcurrentDictionary<string, SurfaceModels> _models = [];

    /// <summary>The models of a surface; none at first.</summary>
    internal SurfaceModels Of(string surface) => _models.GetValueOrDefault(surface, SurfaceModels.None);

    /// <summary>Puts models in use.</summary>
    internal void Put(string surface, SurfaceModels models) => _models[surface] = models;
}
