using System.Diagnostics;
using Souk.Bench.Foundation;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;

namespace Souk.Bench.Risk;

/// <summary>An engine that the Fraud Detection Handbook's payments go through.</summary>
internal sealed class FraudHandbookRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TextWriter _output;
    private readonly CancellationToken _cancellation;

    internal FraudHandbookRun(string dataFolder, int days, TextWriter output, CancellationToken cancellation)
    {
        _output = output;
        _cancellation = cancellation;
        Stream = new FraudHandbookStream(dataFolder, days);
        Engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = _folder.Path,
                DefinitionText = FraudHandbookStream.Definition,
                Projections = [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory()],
                SnapshotOnClose = false,
            },
            progress: null,
            cancellation);
    }

    internal FraudHandbookStream Stream { get; }

    internal SoukEngine Engine { get; }

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Dispose();
    }

    internal static SpeedFigure Percent(string what, double share, double atLeast, double aim) =>
        new(what, 100 * share, "%", 100 * atLeast, 100 * aim);

    /// <summary>Submits everything before the start of a day.</summary>
    internal void SubmitUntil(int day)
    {
        var clock = Stopwatch.StartNew();
        long before = Stream.Events;
        Stream.SubmitUntil(Engine, day);
        _output.WriteLine($"{Stream.Events - before:N0} events in {clock.Elapsed.TotalSeconds:0.0} s");
        _output.Flush();
    }

    /// <summary>Trains a model by replay as of the day a fold's test begins.</summary>
    internal RiskModel Train(FraudHandbookFold fold)
    {
        var clock = Stopwatch.StartNew();
        RiskTrainingOptions options = new()
        {
            Checkpoint = "payment",
            Columns = FraudHandbookStream.Columns,
            From = FraudHandbookStream.At(fold.TrainStart),
            AsOf = FraudHandbookStream.At(fold.TestStart),
        };
        RiskTrainingRows rows = RiskTraining.Gather(
            Engine.CreateReplayer(), Engine.Definition, FraudHandbookStream.Policy, options, null, _cancellation);
        double replay = clock.Elapsed.TotalSeconds;
        RiskModel model = RiskModelTrainer.Train(rows, options, _cancellation);
        _output.WriteLine(
            $"{rows.Count:N0} rows, {rows.Bad} bad, gathered in {replay:0.0} s, learnt in "
            + $"{clock.Elapsed.TotalSeconds - replay:0.0} s: {model.Settings}; average precision "
            + $"{model.Metrics.AveragePrecision:0.000} on its newest quarter; {model.ToBytes().Length:N0} bytes");
        _output.Flush();
        return model;
    }

    /// <summary>The scores of a fold's test week by replay.</summary>
    internal Dictionary<string, double> Score(FraudHandbookFold fold, RiskModel model)
    {
        RiskTrainingOptions options = new()
        {
            Checkpoint = "payment",
            From = FraudHandbookStream.At(fold.TestStart),
            To = FraudHandbookStream.At(fold.TestStart + FraudHandbookFold.Week),
            AsOf = FraudHandbookStream.At(fold.TestStart + (2 * FraudHandbookFold.Week)),
        };
        Dictionary<string, double> scores = [];
        foreach ((LogPosition position, double probability) in RiskTraining.Score(
            Engine.CreateReplayer(), Engine.Definition, FraudHandbookStream.Policy, options, model, null,
            _cancellation))
        {
            scores.Add(Stream.PaymentAt(position).Id, probability);
        }

        return scores;
    }
}
