using System.Collections.Concurrent;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Recommend.Models;
using Souk.Recommend.Ranking;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Training;

/// <summary>
/// Trains rankers and hands them to the log, one at a time; puts versions in force, tries them on a share of the
/// subjects, rolls back. Safe for use from several threads.
/// </summary>
public sealed class ModelTrainer
{
    private readonly SoukEngine _engine;
    private readonly ModelShelf _shelf;
    private readonly ConcurrentDictionary<string, TrainedRanker> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _failures = new(StringComparer.Ordinal);
    private string? _training;

    /// <summary>Makes a trainer.</summary>
    /// <param name="engine">An engine that runs <see cref="RankerProjection"/> and what recommendations need.</param>
    /// <param name="recommender">Who serves the models.</param>
    public ModelTrainer(SoukEngine engine, Recommender recommender)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(recommender);
        _engine = engine;
        _shelf = recommender.Models;
    }

    /// <summary>Trains the ranker of a surface on a thread of its own and logs it: in force at once if it is better
    /// than what is in force on held-out time, else as a candidate.</summary>
    /// <param name="surface">The surface's name.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="options">Settings; null means the defaults.</param>
    /// <param name="progress">Told how far the replay has come, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">There is no such surface, it has nothing to train, or an option is out of
    /// range.</exception>
    /// <exception cref="InvalidOperationException">Another training is under way.</exception>
    /// <exception cref="DirectiveRefusedException">What is in force changed meanwhile.</exception>
    public async Task<TrainedRanker> TrainAsync(
        string surface, string by, RankTrainingOptions? options = null, IProgress<LogPosition>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(by);
        SurfaceDefinition definition = _engine.Definition.FindSurface(surface) ?? throw new ArgumentException(
            $"There is no surface '{surface}'"
            + Suggestion.For(surface, _engine.Definition.Surfaces.Select(s => s.Name), "surfaces"));
        if (RankTrainer.WhyNotTrain(definition) is string problem)
        {
            throw new ArgumentException(problem);
        }

        if (Interlocked.CompareExchange(ref _training, surface, null) is string other)
        {
            throw new InvalidOperationException($"The ranker of '{other}' is being trained; one is at a time.");
        }

        try
        {
            TrainedRanker trained = await Task.Factory.StartNew(
                () => Train(definition, options ?? new RankTrainingOptions(), progress, cancellation),
                cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            trained = trained.Model is null ? trained : await Log(trained, by);
            _last[surface] = trained;
            _failures.TryRemove(surface, out _);
            return trained;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _failures[surface] = e.Message;
            throw;
        }
        finally
        {
            Volatile.Write(ref _training, null);
        }
    }

    /// <summary>Puts a version in force at once; an earlier one rolls back.</summary>
    /// <param name="surface">The surface's name.</param>
    /// <param name="version">The version; 0 for the order of recall.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="share">1 (the default) for all subjects; below 1 the version serves that share of them beside the
    /// one in force; 0 ends that.</param>
    /// <returns>The position from which it is so.</returns>
    /// <exception cref="DirectiveRefusedException">There is no such version, or it cannot be put in force.</exception>
    public Task<LogPosition> PromoteAsync(string surface, int version, string by, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(surface);
        ArgumentNullException.ThrowIfNull(by);

        // A share that is no number is refused by the check and must not be written before.
        double written = double.IsNaN(share) ? -1 : share;
        return _engine.DirectAsync(
            RankerProjection.PromoteDirective,
            RankerDirectives.Promotion(new Promotion(surface, version, written, by)),
            fold => fold.Projection<RankerProjection>().WhyNotPromote(surface, version, share));
    }

    /// <summary>How the rankers of all surfaces stand.</summary>
    public IReadOnlyList<RankerStatus> Status()
    {
        MarketplaceDefinition definition;
        Dictionary<string, SurfaceRankers> rankers;
        using (FoldScope scope = _engine.Read())
        {
            definition = scope.Fold.Definition;
            RankerProjection projection = scope.Fold.Projection<RankerProjection>();
            rankers = definition.Surfaces.ToDictionary(s => s.Name, s => projection.Of(s.Name), StringComparer.Ordinal);
        }

        return [.. definition.Surfaces.Select(s => StatusOf(s, rankers[s.Name]))];
    }

    /// <summary>The surfaces whose ranker has not seen the newest events.</summary>
    internal IReadOnlyList<string> Due() =>
    [
        .. Status().Where(s => s.WhyNotTrained is null && (s.Last?.TrainedTo ?? LogPosition.Zero) < _engine.LastPosition
            && (s.Rankers.Versions.Count == 0 || s.Rankers.Versions[^1].TrainedTo < _engine.LastPosition))
            .Select(s => s.Surface.Name),
    ];

    private RankerStatus StatusOf(SurfaceDefinition surface, SurfaceRankers rankers)
    {
        RankerVersion? inForce = rankers.Find(rankers.InForce);
        return new RankerStatus
        {
            Surface = surface,
            WhyNotTrained = RankTrainer.WhyNotTrain(surface),
            Rankers = rankers,
            IsTraining = Volatile.Read(ref _training) == surface.Name,
            Last = _last.GetValueOrDefault(surface.Name),
            Failure = _failures.GetValueOrDefault(surface.Name),
            Damage = inForce is null ? null : _shelf.DamageOf(inForce),
            EventsSince = inForce is null ? 0 : _engine.LastPosition.Value - inForce.TrainedTo.Value,
            Drift = inForce is null ? [] : _shelf.ServedBy(inForce.Sha256)?.Shifts() ?? [],
        };
    }

    private TrainedRanker Train(
        SurfaceDefinition surface, RankTrainingOptions options, IProgress<LogPosition>? progress,
        CancellationToken cancellation)
    {
        RankerVersion? version;
        byte[] bytes = [];
        using (FoldScope scope = _engine.Read())
        {
            RankerProjection rankers = scope.Fold.Projection<RankerProjection>();
            SurfaceRankers own = rankers.Of(surface.Name);
            version = own.Find(own.InForce);
            bytes = version is null ? [] : rankers.BytesOf(version);
        }

        RankModel? inForce = version is null ? null : _shelf.Load(version, bytes);
        return RankTrainer.Train(_engine, surface, options, inForce, progress, cancellation) with
        {
            ComparedWith = version?.Number ?? 0,
        };
    }

    private async Task<TrainedRanker> Log(TrainedRanker trained, string by)
    {
        byte[] body = RankerDirectives.Model(trained, by);
        _shelf.Keep(RankerDirectives.Sha256Of(trained.Model!.ToBytes()), trained.Model);
        LogPosition position = await _engine.DirectAsync(
            RankerProjection.ModelDirective, body,
            fold => fold.Projection<RankerProjection>().Of(trained.Surface).InForce == trained.ComparedWith
                ? null : "another version was put in force during the training; train again");
        using FoldScope scope = _engine.Read();
        RankerVersion version = scope.Fold.Projection<RankerProjection>().Of(trained.Surface).Versions
            .First(v => v.Position == position);
        return trained with { Version = version.Number };
    }
}
