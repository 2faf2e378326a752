using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;

namespace Souk.Server.Risk;

/// <summary>Trains and tries risk models on a thread of their own, one at a time: each replays the log with a state of
/// its own. How the newest one of each model ended is kept until a restart.</summary>
internal sealed class ModelJobs(SoukEngine engine, CancellationToken stopping)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ModelJob> _jobs = [];
    private bool _isRunning;

    /// <summary>The newest job of a model, or null.</summary>
    internal ModelJob? Of(string name)
    {
        lock (_lock)
        {
            return _jobs.GetValueOrDefault(name);
        }
    }

    /// <summary>Trains a version, hands it in, and lets it run in shadow if asked.</summary>
    /// <returns>False if another job is under way.</returns>
    internal bool TryTrain(string name, RiskTrainingOptions options, string by, bool shadow) => TryStart(
        new ModelJob(name, "train", "running", "replaying the log", 0),
        () =>
        {
            (RiskModel model, RiskModelVersion version) = RiskModelDesk.Train(
                engine, name, options, by, Progress(name), stopping).GetAwaiter().GetResult();
            if (shadow)
            {
                RiskModelDesk.Use(engine, name, version.Number, ModelVersionUse.Challenger, by, "after its training")
                    .GetAwaiter().GetResult();
            }

            return Of(name)! with
            {
                State = "done",
                Version = version.Number,
                Detail = $"{model.Metrics.TrainingRows} rows, {model.Metrics.TrainingBad} of them bad; "
                    + model.Settings,
            };
        });

    /// <summary>Tries a version against the one in force on later matured events, and promotes it if it is
    /// better.</summary>
    /// <returns>False if another job is under way.</returns>
    internal bool TryPromote(string name, int version, string by) => TryStart(
        new ModelJob(name, "promote", "running", "replaying the log", version),
        () =>
        {
            ModelTrial trial = RiskModelDesk.Promote(engine, name, version, by, Progress(name), stopping)
                .GetAwaiter().GetResult();
            return Of(name)! with { State = trial.IsBetter ? "done" : "refused", Detail = trial.Finding };
        });

    private bool TryStart(ModelJob job, Func<ModelJob> work)
    {
        lock (_lock)
        {
            if (_isRunning)
            {
                return false;
            }

            _isRunning = true;
            _jobs[job.Name] = job;
        }

        _ = Task.Factory.StartNew(
            () => Run(job, work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return true;
    }

    // Whatever goes wrong is the job's end and nobody else's; it is told where the job is asked for.
    private void Run(ModelJob job, Func<ModelJob> work)
    {
        ModelJob end;
        try
        {
            end = work();
        }
        catch (OperationCanceledException)
        {
            end = job with { State = "failed", Detail = "the server is stopping" };
        }
        catch (Exception e)
        {
            end = job with { State = "failed", Detail = e.Message };
        }

        lock (_lock)
        {
            _jobs[job.Name] = end;
            _isRunning = false;
        }
    }

    private Progress<LogPosition> Progress(string name) => new(position =>
    {
        lock (_lock)
        {
            if (_jobs[name].State == "running")
            {
                _jobs[name] = _jobs[name] with { Detail = $"at position {position} of {engine.LastPosition}" };
            }
        }
    });
}
