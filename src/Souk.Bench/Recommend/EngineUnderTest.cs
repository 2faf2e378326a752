using System.Text;
using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Models;
using Souk.Recommend.Online;
using Souk.Recommend.Serving;
using Souk.Recommend.Training;

namespace Souk.Bench.Recommend;

/// <summary>An engine in a temporary folder that is given events one after the other and asked in between. One thread
/// at a time.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    private const int EventsPerBatch = 2_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly EventEncoder _encoder = new();
    private EventBatch _batch;
    private Task<SubmitResult>? _last;
    private long _events;

    internal EngineUnderTest(
        string definition, bool guardsBursts = true, params IReadOnlyList<IProjectionFactory> before)
    {
        Engine = SoukEngine.Open(new EngineOptions
        {
            Folder = _folder.Path,
            DefinitionText = definition,
            Projections =
            [
                new FeatureEngineFactory(), .. before,
                new InteractionProjectionFactory { GuardsBursts = guardsBursts }, new RankerProjectionFactory(),
                new OnlineProjectionFactory(),
            ],
            SnapshotOnClose = false,
        });
        Recommender = new Recommender(Engine);
        _batch = new EventBatch(Engine.Definition);
    }

    internal SoukEngine Engine { get; }

    internal Recommender Recommender { get; }

    /// <summary>The encoder of the event that <see cref="Begin"/> began.</summary>
    internal EventEncoder Encoder => _encoder;

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Dispose();
    }

    /// <summary>Begins an event; set its fields, then <see cref="End"/>.</summary>
    internal EventType Begin(string type, LogTime time)
    {
        EventType found = Engine.Definition.FindEventType(type)
            ?? throw new ArgumentException($"The definition has no event type '{type}'.", nameof(type));
        _encoder.Begin(found, Encoding.UTF8.GetBytes($"e{++_events}"), time);
        return found;
    }

    /// <summary>Sets a text or entity field of the event begun.</summary>
    internal void Set(EventType type, string field, string value) =>
        _encoder.SetText(type.FindField(field)!.Index, value);

    /// <summary>Sets a field of the event begun that is a list of texts.</summary>
    internal void SetTexts(EventType type, string field, IEnumerable<string> values)
    {
        _encoder.BeginList(type.FindField(field)!.Index);
        foreach (string value in values)
        {
            _encoder.AddText(Encoding.UTF8.GetBytes(value));
        }

        _encoder.EndList();
    }

    /// <summary>Ends the event begun; it waits for others or for <see cref="Settle"/>.</summary>
    internal void End(LogTime time)
    {
        _encoder.End(_batch, time);
        if (_batch.Count >= EventsPerBatch && !IsHeld)
        {
            Send();
        }
    }

    /// <summary>Whether events are held back, as where state is computed anew once a day.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>Waits until every event given so far counts; does nothing while events are held back.</summary>
    internal void Settle()
    {
        if (IsHeld)
        {
            return;
        }

        if (_batch.Count > 0)
        {
            Send();
        }

        _last?.GetAwaiter().GetResult();
    }

    /// <summary>Trains the ranker of a surface on everything given so far; it is in force if it is better on held-out
    /// time.</summary>
    internal TrainedRanker Train(string surface, RankTrainingOptions? options = null)
    {
        Settle();
        return new ModelTrainer(Engine, Recommender).TrainAsync(surface, "bench", options).GetAwaiter().GetResult();
    }

    /// <summary>Puts a trained ranker in force even if it is not better.</summary>
    internal void Promote(string surface, TrainedRanker trained)
    {
        if (trained.WhyNot is not null)
        {
            new ModelTrainer(Engine, Recommender).PromoteAsync(surface, trained.Version, "bench")
                .GetAwaiter().GetResult();
        }
    }

    /// <summary>Asks for recommendations.</summary>
    internal RecommendAnswer Ask(RecommendRequest request)
    {
        Settle();
        RecommendAnswer? answer = Recommender.Recommend(
            request with { Deadline = _patience }, out RequestProblem? problem);

        // A model whose training began counts from the next answer on, whatever the machine's speed.
        Recommender.RecallModels.Training.GetAwaiter().GetResult();
        return answer ?? throw new InvalidOperationException($"The request is wrong: {problem}");
    }

    private void Send()
    {
        Task<SubmitResult> answer;
        while (!Engine.TrySubmit(_batch, Acknowledgement.Buffered, out answer))
        {
            // The queue is full: nothing can be given before the sequencer has taken something.
            _last?.GetAwaiter().GetResult();
        }

        _last = answer;
        _batch = new EventBatch(Engine.Definition);
    }
}
