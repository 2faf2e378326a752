using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using Souk.Recommend.Interactions;
using Souk.Recommend.Serving;

namespace Souk.Recommend.Training;

/// <summary>The first pass over the log: which requests rows are made of, and which of them reached the goal. It keeps
/// no state but these.</summary>
internal sealed class RequestPass
{
    private readonly SurfaceDefinition _surface;
    private readonly InteractionSpace _space;
    private readonly SignalDefinition? _shown;
    private readonly FieldDefinition? _surfaceField;
    private readonly FieldDefinition? _requestField;
    private readonly FieldDefinition? _placeField;
    private readonly FieldDefinition? _propensityField;
    private readonly byte[] _name;
    private readonly RequestSample _own;
    private readonly RequestSample _all;
    private readonly RequestSample _goals;
    private readonly LogPosition _last;
    private long _end;

    private RequestPass(SurfaceDefinition surface, RankTrainingOptions options, LogPosition last)
    {
        _last = last;
        _surface = surface;
        _space = new InteractionSpace(surface, 0);
        _shown = surface.For == surface.Actor ? surface.Exposure ?? ImpressionLog.SignalOf(surface) : null;
        _surfaceField = FieldOf("surface", ValueKind.Text);
        _requestField = FieldOf("request", ValueKind.Text);
        _placeField = FieldOf("rank", ValueKind.Whole);
        _propensityField = FieldOf("propensity", ValueKind.Number);
        _name = System.Text.Encoding.UTF8.GetBytes(surface.Name);
        _own = new RequestSample(options.MaxRows, options.Window, options.Seed);
        _all = new RequestSample(options.MaxRows, options.Window, options.Seed);
        _goals = new RequestSample(options.MaxRows / (1 + TrainingLimits.Negatives), options.Window, options.Seed);
    }

    /// <summary>Finds the requests to learn from, in the order of the log.</summary>
    internal static (RowOrigin Origin, List<ShownRequest> Requests) Run(
        SoukEngine engine, SurfaceDefinition surface, MarketplaceDefinition definition, RankTrainingOptions options,
        LogPosition last, CancellationToken cancellation)
    {
        RequestPass pass = new(surface, options, last);
        engine.CreateReplayer().Look(definition, engine.Log.FirstPosition, pass.Take, cancellation);
        List<ShownRequest> own = pass._own.MatureAt(pass._end);
        if (own.Count(r => r.HasGoal) >= TrainingLimits.LeastRequests
            && own[^1].Time - own[0].Time >= TrainingLimits.LeastWindows * options.Window.Microseconds)
        {
            return (RowOrigin.OwnImpressions, own);
        }

        List<ShownRequest> all = pass._all.MatureAt(pass._end);
        return all.Count(r => r.HasGoal) >= TrainingLimits.LeastRequests
            ? (RowOrigin.AllImpressions, all)
            : (RowOrigin.Goals, pass._goals.All());
    }

    private FieldDefinition? FieldOf(string name, ValueKind kind) =>
        _shown?.EventType.FindField(name) is FieldDefinition field && field.Type.Kind == kind ? field : null;

    private void Take(EventView e)
    {
        if (e.Position > _last)
        {
            return;
        }

        _end = e.Time.Microseconds;
        if (e.Type == _shown?.EventType && TryPair(e, _shown, out ulong subject, out ulong target))
        {
            TakeShown(e, _shown, subject, target);
        }

        if (LikingOf(e) is SignalDefinition liking && TryPair(e, liking, out subject, out target))
        {
            _own.Like(subject, target, _end);
            _all.Like(subject, target, _end);
        }

        if (GoalOf(e) is SignalDefinition goal && TryPair(e, goal, out subject, out target))
        {
            double value = _surface.Goal is null ? 1 : _space.ValueOf(e);
            _own.Reach(subject, target, _end, value);
            _all.Reach(subject, target, _end, value);
            _goals.Add(new ShownEvent
            {
                Key = PageOf(subject),
                Position = e.Position,
                Time = _end,
                Subject = e.TextString(goal.Subject.Index),
                Object = e.TextString(goal.Object.Index),
                SubjectHash = subject,
                ObjectHash = target,
                Place = float.NaN,
                Propensity = 1,
                IsGoal = true,
                Value = value,
            });
        }
    }

    private void TakeShown(EventView e, SignalDefinition shown, ulong subject, ulong target)
    {
        ShownEvent found = new()
        {
            Key = _requestField is not null && e.Has(_requestField.Index)
                ? StableHash.Of(StableHash.Of(e.Text(_requestField.Index)), subject) : PageOf(subject),
            Position = e.Position,
            Time = _end,
            Subject = e.TextString(shown.Subject.Index),
            Object = e.TextString(shown.Object.Index),
            SubjectHash = subject,
            ObjectHash = target,
            Place = _placeField is not null && e.Has(_placeField.Index) ? e.Whole(_placeField.Index) : float.NaN,
            Propensity = _propensityField is not null && e.Has(_propensityField.Index)
                ? e.Number(_propensityField.Index) : 1,
        };
        _all.Add(found);
        if (_surfaceField is null || (e.Has(_surfaceField.Index) && e.Text(_surfaceField.Index).SequenceEqual(_name)))
        {
            _own.Add(found);
        }
    }

    // What somebody puts before others in one go takes longer than what one answer shows.
    private ulong PageOf(ulong subject) => StableHash.Of(
        subject,
        (ulong)(_end / (_surface.Exposure is null ? TrainingLimits.Page : InteractionLimits.Session).Microseconds));

    // A surface without a goal aims at being liked.
    private SignalDefinition? GoalOf(EventView e)
    {
        if (_surface.Goal is SignalDefinition goal)
        {
            return e.Type == goal.EventType ? goal : null;
        }

        foreach (SignalDefinition signal in _surface.Signals)
        {
            if (signal.Weight > 0 && signal.EventType == e.Type)
            {
                return signal;
            }
        }

        return null;
    }

    // A signal on the way to the goal.
    private SignalDefinition? LikingOf(EventView e)
    {
        foreach (SignalDefinition signal in _surface.Signals)
        {
            if (signal.Weight > 0 && signal.EventType == e.Type && signal != _surface.Goal && signal != _shown)
            {
                return signal;
            }
        }

        return null;
    }

    private static bool TryPair(EventView e, SignalDefinition signal, out ulong subject, out ulong target)
    {
        subject = 0;
        target = 0;
        if (!e.Has(signal.Subject.Index) || !e.Has(signal.Object.Index))
        {
            return false;
        }

        subject = StableHash.Of(e.Text(signal.Subject.Index));
        target = StableHash.Of(e.Text(signal.Object.Index), 1);
        return true;
    }
}
