using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Evaluation;

/// <summary>Finds the cases of an evaluation in a log, and how sought after each object was before the first.</summary>
internal sealed class CaseCollector
{
    private readonly EvaluationOptions _options;
    private readonly SurfaceDefinition _surface;
    private readonly InteractionSpace _plan;
    private readonly LogPosition _from;
    private readonly Dictionary<string, Visit> _visits = [];
    private readonly List<EvaluationCase> _cases = [];
    private readonly Dictionary<string, int> _likings = [];

    /// <summary>Makes a collector.</summary>
    /// <param name="options">What counts.</param>
    /// <param name="surface">The surface.</param>
    /// <param name="first">The log's first position.</param>
    /// <param name="last">Its last one.</param>
    internal CaseCollector(
        EvaluationOptions options, SurfaceDefinition surface, LogPosition first, LogPosition last)
    {
        _options = options;
        _surface = surface;
        _plan = new InteractionSpace(surface, 0);
        _from = new LogPosition(first.Value + (long)((1 - options.Share) * (last.Value - first.Value)));
    }

    /// <summary>How often each object was liked before the cases.</summary>
    internal IReadOnlyDictionary<string, int> Likings => _likings;

    /// <summary>Takes an event of the log in, in order.</summary>
    internal void Take(EventView e)
    {
        for (int i = 0; i < _surface.Signals.Count; i++)
        {
            SignalDefinition signal = _surface.Signals[i];
            if (signal.EventType == e.Type && e.Has(signal.Subject.Index) && e.Has(signal.Object.Index))
            {
                Take(e, signal, isGoal: i == _plan.GoalSignal);
            }
        }
    }

    /// <summary>The cases in order of position; of more than asked for, those with the least hashes.</summary>
    internal List<EvaluationCase> Finish()
    {
        foreach (Visit visit in _visits.Values)
        {
            Close(visit);
        }

        return
        [
            .. _cases.OrderBy(c => StableHash.Of(Encoding.UTF8.GetBytes(c.Subject), (ulong)c.Position.Value))
                .Take(_options.Cases).OrderBy(c => c.Position.Value),
        ];
    }

    private void Take(EventView e, SignalDefinition signal, bool isGoal)
    {
        string subject = e.TextString(signal.Subject.Index);
        string target = e.TextString(signal.Object.Index);
        if (!_visits.TryGetValue(subject, out Visit? visit)
            || e.Time.Microseconds - visit.Last.Microseconds >= InteractionLimits.Session.Microseconds)
        {
            Close(visit);
            visit = new Visit(subject, e.Position, Counts(e));
            _visits[subject] = visit;
        }

        visit.Last = e.Time;
        if (signal.Weight > 0)
        {
            Like(e, visit, target, isGoal ? _plan.ValueOf(e) : 0, isGoal);
        }
    }

    private void Like(EventView e, Visit visit, string target, double value, bool isGoal)
    {
        if (!Counts(e))
        {
            _likings[target] = _likings.GetValueOrDefault(target) + 1;
        }

        if (isGoal && _options.Moment == EvaluationMoment.Visit)
        {
            visit.Wanted[target] = visit.Wanted.GetValueOrDefault(target) + value;
        }

        if (_options.Moment == EvaluationMoment.Event && Counts(e) && visit.Newest != target)
        {
            _cases.Add(new EvaluationCase(
                e.Position, visit.Subject, new Dictionary<string, double> { [target] = isGoal ? value : 1 }));
        }

        visit.Newest = target;
    }

    private bool Counts(EventView e) =>
        (_options.From is LogTime from ? e.Time >= from : e.Position >= _from)
        && (_options.To is not LogTime to || e.Time < to);

    private void Close(Visit? visit)
    {
        if (visit is { Counts: true, Wanted.Count: > 0 })
        {
            _cases.Add(new EvaluationCase(visit.First, visit.Subject, visit.Wanted));
        }
    }

    private sealed class Visit(string subject, LogPosition first, bool counts)
    {
        internal string Subject { get; } = subject;

        internal LogPosition First { get; } = first;

        internal bool Counts { get; } = counts;

        internal LogTime Last { get; set; }

        internal string? Newest { get; set; }

        internal Dictionary<string, double> Wanted { get; } = [];
    }
}
