using Souk.Core;
using Souk.Core.Engine;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;
using Souk.Server.Events;
using Souk.Server.Experiments;
using Souk.Server.Recommend;
using Souk.Server.Rings;
using Souk.Server.Risk;

namespace Souk.Server;

/// <summary>What works over an open engine: what answers of several paths share, and what goes on in the
/// background.</summary>
internal sealed class ServerWork : IAsyncDisposable
{
    private readonly TrainingSchedule? _training;

    /// <summary>Begins all that goes on in the background.</summary>
    /// <param name="engine">The engine; stays its owner's.</param>
    /// <param name="options">How the server runs.</param>
    /// <param name="stopping">Cancelled when the server is asked to stop.</param>
    internal ServerWork(SoukEngine engine, ServerOptions options, CancellationToken stopping)
    {
        DeadLetters = new DeadLetterFile(Path.Combine(options.Folder, "dead-letter"), options.Clock);
        Risk = new RiskOperations(engine, options, stopping);
        Recommender = new Recommender(engine, stopping);
        Trainer = new ModelTrainer(engine, Recommender);
        Evaluation = new EvaluationJob(engine, stopping);
        Rings = new RingRun(engine);
        RingSchedule = options.RingsEvery > Duration.Zero
            ? new RingSchedule(engine, Rings, options.RingsEvery, options.Clock) : null;
        ExperimentWatch = new ExperimentWatch(engine, Misses, options.Clock);
        _training = options.TrainEvery > TimeSpan.Zero
            ? new TrainingSchedule(Trainer, options.TrainEvery, options.Clock) : null;
    }

    /// <summary>Where refused events are kept.</summary>
    internal DeadLetterFile DeadLetters { get; }

    /// <summary>The watch over risk decisions, and searches for new patterns.</summary>
    internal RiskOperations Risk { get; }

    /// <summary>Who recommends.</summary>
    internal Recommender Recommender { get; }

    /// <summary>Who may be answered with recommendations.</summary>
    internal AnswerGate Gate { get; } = AnswerGate.ForMachine();

    /// <summary>Who trains rankers.</summary>
    internal ModelTrainer Trainer { get; }

    /// <summary>The evaluations of surfaces.</summary>
    internal EvaluationJob Evaluation { get; }

    /// <summary>Variants whose ranker could not serve.</summary>
    internal VariantMisses Misses { get; } = new();

    /// <summary>Who looks after experiments.</summary>
    internal ExperimentWatch ExperimentWatch { get; }

    /// <summary>Who looks for rings.</summary>
    internal RingRun Rings { get; }

    /// <summary>When rings are looked for; null for never.</summary>
    internal RingSchedule? RingSchedule { get; }

    /// <summary>Ends what is under way, which the stop has cancelled, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_training is not null)
        {
            await _training.DisposeAsync();
        }

        await ExperimentWatch.DisposeAsync();
        await Evaluation.Running;
        await Recommender.Training;
        Gate.Dispose();
        await Risk.DisposeAsync();
        if (RingSchedule is not null)
        {
            await RingSchedule.DisposeAsync();
        }

        Rings.Dispose();
        DeadLetters.Dispose();
    }
}
