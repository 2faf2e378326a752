using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk.Policies;

namespace Souk.Risk.Models.Training;

/// <summary>What people do with the models of an engine: train, hand in, try, promote, roll back. Each takes effect by
/// a directive in the log.</summary>
public static class RiskModelDesk
{
    /// <summary>Trains a version under the policy in force and hands it in.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="name">The model.</param>
    /// <param name="options">On what.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="progress">Told the position reached.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The name, a column or the history do not do.</exception>
    /// <exception cref="InvalidOperationException">No policy is in force, or the columns tell nothing.</exception>
    public static async Task<(RiskModel Model, RiskModelVersion Version)> Train(
        SoukEngine engine, string name, RiskTrainingOptions options, string by, IProgress<LogPosition>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        RequireName(name);
        RiskModel model;
        using (engine.HoldLog())
        {
            RiskTrainingRows rows = RiskTraining.Gather(
                engine.CreateReplayer(), engine.Definition, PolicyOf(engine), options, progress, cancellation);
            model = RiskModelTrainer.Train(rows, options, cancellation);
        }

        return (model, await HandIn(engine, name, model.ToBytes(), by));
    }

    /// <summary>Hands a model's file in as the next version of a name.</summary>
    /// <exception cref="ArgumentException">The name or the file is not right.</exception>
    /// <exception cref="DirectiveRefusedException">The model does not fit the definition.</exception>
    public static async Task<RiskModelVersion> HandIn(SoukEngine engine, string name, byte[] file, string by)
    {
        ArgumentNullException.ThrowIfNull(engine);
        byte[] body = ModelDirective.OfModel(name, file, by);
        LogPosition position = await engine.DirectAsync(
            ModelDirective.HandIn, body, fold => fold.Projection<RiskEngine>().WhyNotTake(body));
        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<RiskEngine>().Models.Last(m => m.Position == position);
    }

    /// <summary>Changes the use of a version.</summary>
    /// <exception cref="DirectiveRefusedException">There is no such version, or it is no longer kept.</exception>
    public static Task<LogPosition> Use(
        SoukEngine engine, string name, int version, ModelVersionUse use, string by, string why)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return engine.DirectAsync(
            ModelDirective.ChangeUse, ModelDirective.OfUse(name, version, use, by, why),
            fold => fold.Projection<RiskEngine>().WhyNotUse(name, version));
    }

    /// <summary>Puts the version in force that was so before the one that is.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static async Task<int> RollBack(SoukEngine engine, string name, string by)
    {
        ArgumentNullException.ThrowIfNull(engine);
        RiskModelVersion? previous;
        using (FoldScope scope = engine.Read())
        {
            previous = scope.Fold.Projection<RiskEngine>().PreviousModel(name);
        }

        if (previous is null)
        {
            throw new InvalidOperationException($"No version of '{name}' was in force before the one that is.");
        }

        await Use(engine, name, previous.Number, ModelVersionUse.Champion, by, "rolled back");
        return previous.Number;
    }

    /// <summary>Tries a version on matured events that neither it nor the one in force learnt from, and puts it in
    /// force if it is better there.</summary>
    /// <returns>What the trial found.</returns>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public static async Task<ModelTrial> Promote(
        SoukEngine engine, string name, int version, string by, IProgress<LogPosition>? progress,
        CancellationToken cancellation)
    {
        ModelTrial trial = Try(engine, name, version, progress, cancellation);
        if (trial.IsBetter)
        {
            await Use(engine, name, version, ModelVersionUse.Champion, by, trial.Finding);
        }

        return trial;
    }

    /// <summary>Tries a version on matured events that neither it nor the one in force learnt from.</summary>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    public static ModelTrial Try(
        SoukEngine engine, string name, int version, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        RiskModel? model;
        RiskModel? champion;
        using (FoldScope scope = engine.Read())
        {
            RiskEngine risk = scope.Fold.Projection<RiskEngine>();
            string? problem = risk.WhyNotUse(name, version);
            model = problem is null
                ? risk.Models.First(m => m.Name == name && m.Number == version).Model
                : throw new ArgumentException(problem);
            champion = risk.Models.FirstOrDefault(m => m.Name == name && m.Use == ModelVersionUse.Champion)?.Model;
        }

        using IDisposable hold = engine.HoldLog();
        LogTime from = champion is not null && champion.AsOf > model!.AsOf ? champion.AsOf : model!.AsOf;
        RiskTrainingOptions options = new()
        {
            Checkpoint = model.Checkpoint,
            Outcomes = model.Outcomes,
            From = new LogTime(from.Microseconds + 1),
        };
        return ModelTrial.Run(
            Gather(engine, options with { Like = model }, progress, cancellation),
            model,
            champion is null ? null : Gather(engine, options with { Like = champion }, progress, cancellation),
            champion);
    }

    /// <summary>Refuses what is no name of a model.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void RequireName(string name)
    {
        if (!RiskModelLimits.IsName(name))
        {
            throw new ArgumentException(
                $"'{name}' is no name of a model: 1 to {RiskModelLimits.MaxNameLength} letters, digits and "
                + "underscores, not starting with a digit.");
        }
    }

    private static RiskTrainingRows Gather(
        SoukEngine engine, RiskTrainingOptions options, IProgress<LogPosition>? progress,
        CancellationToken cancellation) => RiskTraining.Gather(
            engine.CreateReplayer(), engine.Definition, PolicyOf(engine), options, progress, cancellation);

    private static string PolicyOf(SoukEngine engine)
    {
        using FoldScope scope = engine.Read();
        RiskPolicy? policy = scope.Fold.Projection<RiskEngine>().Policy;
        return policy?.SourceText ?? throw new InvalidOperationException(
            "No policy is in force; its outcomes say which events were bad.");
    }
}
