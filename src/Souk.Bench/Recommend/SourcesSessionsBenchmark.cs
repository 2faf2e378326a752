using System.Globalization;
using Souk.Bench.Data;
using Souk.Core.Definition;
using Souk.Learning.Data;
using Souk.Log;
using Souk.Recommend.Evaluation;

namespace Souk.Bench.Recommend;

/// <summary>Which recall sources foresee the next click of RetailRocket sessions, and what the trained ones
/// add.</summary>
public abstract class SourcesSessionsBenchmark : ILearningBenchmark
{
    private readonly bool _isTest;

    private protected SourcesSessionsBenchmark(bool isTest) => _isTest = isTest;

    private const int ChoiceShare = 25;

    /// <inheritdoc/>
    public string Name => _isTest ? "recommend-sources-sessions" : "recommend-sources-sessions-choice";

    /// <inheritdoc/>
    public string DataSet => "retailrocket_session";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        SessionData data = SessionData.ReadRetailRocket(dataFolder);
        using EngineUnderTest engine = new(SessionMarket.Definition($"{SessionsBenchmark.Sources}, co_viewed"));
        int training = data.Sessions.Count;
        int number = 0;
        LogTime choice = default;
        LogTime test = default;
        LogTime now = SessionMarket.Start;
        foreach (int[] session in All(data))
        {
            now = SessionMarket.Begin(number, training, now);
            choice = number == training - (training / ChoiceShare) ? now : choice;
            test = number == training ? now : test;
            now = SessionMarket.Click(
                engine, string.Create(CultureInfo.InvariantCulture, $"s{number}"), session, now);
            number++;
        }

        engine.Settle();
        EvaluationOptions options = new()
        {
            Surface = SessionMarket.Surface,
            Moment = EvaluationMoment.Event,
            From = choice,
            To = test,
        };
        return SourceTrials.Run(
            engine.Engine, _isTest ? options with { From = test, To = null } : options,
            [RecallSource.Factors, RecallSource.Embeddings, RecallSource.Towers],
            _isTest ? "test span" : "choice span", cancellation).ToList();
    }

    // The source has each beginning of a test session as a case: the longest ones are the sessions.
    private static IEnumerable<int[]> All(SessionData data)
    {
        for (int i = 0; i < data.Sessions.Count; i++)
        {
            yield return data.Sessions[i].ToArray();
        }

        HashSet<string> begun = [.. Enumerable.Range(0, data.Prefixes.Count).Select(i => Key(data.Prefixes[i]))];
        for (int i = 0; i < data.Targets.Length; i++)
        {
            int[] session = [.. data.Prefixes[i], data.Targets[i]];
            if (!begun.Contains(Key(session)))
            {
                yield return session;
            }
        }
    }

    private static string Key(ReadOnlySpan<int> items) => string.Join(' ', items.ToArray());
}
