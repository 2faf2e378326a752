using System.Collections.Concurrent;
using Souk.Core.Definition;
using Souk.Core.Engine;

namespace Souk.Recommend.Models;

/// <summary>Trains factor models in the background, one at a time, whenever enough is new. Answers never wait for it.
/// Safe for use from several threads.</summary>
internal sealed class FactorSchedule
{
    // The first model is worth it from here on.
    private const long LeastLikings = 100;

    // A model is trained anew once there are this many times the likings that the last one saw: newest interactions are
    // folded in live, so that a model ages slowly.
    private const double Growth = 1.2;

    private readonly SoukEngine _engine;
    private readonly ModelShelf _shelf;
    private readonly FactorFiles _files;
    private readonly ConcurrentDictionary<SurfaceDefinition, long> _seen = [];
    private int _isTraining;

    internal FactorSchedule(SoukEngine engine, ModelShelf shelf)
    {
        _engine = engine;
        _shelf = shelf;
        _files = new FactorFiles(engine.Folder);
        foreach (SurfaceDefinition surface in engine.Definition.Surfaces)
        {
            if (surface.Sources.Contains(RecallSource.Factors) && _files.Load(surface) is FactorIndex factors)
            {
                _seen[surface] = factors.Likings;
                shelf.Put(surface.Name, factors);
            }
        }
    }

    /// <summary>Why the last training failed, or null.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>The training under way or the last one.</summary>
    internal Task Training { get; private set; } = Task.CompletedTask;

    /// <summary>Starts a training if it is time.</summary>
    /// <param name="surface">The surface that was just served, as declared or as a variant has it.</param>
    /// <param name="likings">The likings that its interactions have counted so far.</param>
    internal void Consider(SurfaceDefinition surface, long likings)
    {
        SurfaceDefinition declared = surface.Declared;
        if (!surface.Sources.Contains(RecallSource.Factors) || likings < LeastLikings
            || likings < Growth * _seen.GetValueOrDefault(declared)
            || Interlocked.Exchange(ref _isTraining, 1) != 0)
        {
            return;
        }

        _seen[declared] = likings;
        Training = Task.Run(() => Train(declared));
    }

    private void Train(SurfaceDefinition surface)
    {
        try
        {
            if (FactorTrainer.Train(_engine, surface) is FactorIndex factors)
            {
                _shelf.Put(surface.Name, factors);
                _files.Save(surface, factors);
            }

            Failure = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
        }
        catch (ObjectDisposedException)
        {
            // The engine was closed: there is nobody left to serve.
        }
        finally
        {
            Volatile.Write(ref _isTraining, 0);
        }
    }
}
