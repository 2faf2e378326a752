using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Risk.Backtest;

/// <summary>One replay of a back-test: a fold of its own that decides by the log's policies and by some of the
/// candidates beside each other.</summary>
internal sealed class BacktestReplay : IDisposable
{
    private readonly BacktestOptions _options;
    private readonly BacktestProgress? _progress;
    private readonly LogPosition _through;
    private readonly Fold _fold;
    private readonly CandidateRows[] _candidates;

    /// <summary>Makes a replay, at the log's beginning or where it was interrupted.</summary>
    /// <param name="needs">What is folded.</param>
    /// <param name="candidates">The candidates' texts.</param>
    /// <param name="options">The span, and the models given.</param>
    /// <param name="progress">Where its progress is kept, or null.</param>
    internal BacktestReplay(
        BacktestNeeds needs, IReadOnlyList<string> candidates, BacktestOptions options, BacktestProgress? progress)
    {
        (_options, _progress, _through) = (options, progress, needs.Through);
        Fold Create() => needs.CreateFold(
            [
                new RiskEngineFactory(),
                .. candidates.Select((text, i) => new RiskEngineFactory(text, options.Models, i)),
            ],
            progress?.StateFolder);

        BacktestFindings[] found = [.. candidates.Select(_ => new BacktestFindings())];
        if (progress is null)
        {
            _fold = Create();
        }
        else
        {
            found = progress.Open(Create, out _fold) ?? found;
        }

        RiskEngine[] engines = [.. _fold.Projections.OfType<RiskEngine>()];
        foreach (RiskEngine engine in engines)
        {
            engine.Span = (options.From, options.To);
        }

        _candidates = [.. found.Select((f, i) => new CandidateRows(options, engines[i + 1], engines[0], f))];
        _fold.Applied = Take;
    }

    /// <inheritdoc/>
    public void Dispose() => _fold.Dispose();

    /// <summary>Replays the log and gives one report a candidate.</summary>
    internal BacktestReport[] Run(
        LogReplayer replayer, IProgress<LogPosition>? progress, CancellationToken cancellation)
    {
        while (_fold.Position < _through)
        {
            LogPosition reached = _fold.Position;
            LogPosition next = new(reached.Value + _options.KeepEvery);
            replayer.Replay(_fold, _progress is null || next > _through ? _through : next, progress, cancellation);
            if (_fold.Position == reached)
            {
                break;
            }

            _progress?.Keep(_fold, [.. _candidates.Select(c => c.Found)], cancellation);
        }

        LogTime end = _fold.Time < _options.AsOf ? _fold.Time : _options.AsOf;
        return [.. _candidates.Select(c => c.Report(end))];
    }

    private void Take(EventView e)
    {
        if (e.Time > _options.AsOf)
        {
            return;
        }

        foreach (CandidateRows candidate in _candidates)
        {
            candidate.Take(e);
        }
    }
}
