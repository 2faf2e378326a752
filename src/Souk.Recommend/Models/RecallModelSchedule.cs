using System.Collections.Concurrent;
using Souk.Core.Definition;
using Souk.Core.Engine;

namespace Souk.Recommend.Models;

/// <summary>Trains models of recall in the background, one at a time, whenever enough is new. Answers never wait for
/// it. Safe for use from several threads.</summary>
internal sealed class RecallModelSchedule
{
    // The first model is worth it from here on.
    private const long LeastLikings = 100;

    // A model is trained anew once there are this many times the likings that the last one saw: newest interactions are
    // folded in live, so that a model ages slowly.
    private const double Growth = 1.2;

    private readonly SoukEngine _engine;
    private readonly ModelShelf _shelf;
    private readonly RecallModelFiles _files;
    private readonly ConcurrentDictionary<(SurfaceDefinition, RecallSource), long> _seen = [];
    private readonly CancellationToken _stopping;
    private int _isTraining;

    internal RecallModelSchedule(SoukEngine engine, ModelShelf shelf, CancellationToken stopping)
    {
        _stopping = stopping;
        _engine = engine;
        _shelf = shelf;
        _files = new RecallModelFiles(engine.Folder);
        foreach (SurfaceDefinition surface in engine.Definition.Surfaces)
        {
            foreach (RecallSource source in RecallModel.Sources)
            {
                if (surface.Sources.Contains(source) && _files.Load(surface, source) is RecallModel model)
                {
                    _seen[(surface, source)] = model.Likings;
                    shelf.Put(surface.Name, model);
                }
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
        foreach (RecallSource source in RecallModel.Sources)
        {
            if (surface.Sources.Contains(source))
            {
                Consider(surface.Declared, source, likings);
            }
        }
    }

    private void Consider(SurfaceDefinition declared, RecallSource source, long likings)
    {
        if (likings < LeastLikings || likings < Growth * _seen.GetValueOrDefault((declared, source))
            || _stopping.IsCancellationRequested || Interlocked.Exchange(ref _isTraining, 1) != 0)
        {
            return;
        }

        _seen[(declared, source)] = likings;
        Training = Task.Run(() => Train(declared, source));
    }

    private void Train(SurfaceDefinition surface, RecallSource source)
    {
        try
        {
            if (RecallModelTrainer.Train(_engine, surface, source, _stopping) is RecallModel model)
            {
                _stopping.ThrowIfCancellationRequested();
                _shelf.Put(surface.Name, model);
                _files.Save(surface, model);
            }

            Failure = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failure = e;
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // There is nobody left to serve.
        }
        finally
        {
            Volatile.Write(ref _isTraining, 0);
        }
    }
}
