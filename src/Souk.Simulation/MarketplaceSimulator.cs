using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Learning.Numerics;
using Souk.Log;

namespace Souk.Simulation;

/// <summary>
/// A made-up marketplace as a stream of events under the shipped definition, in the order of their times, with planted
/// abuse whose truth is kept apart from the events. docs/simulation.md describes the model; nothing in it is real data.
/// One thread at a time; memory holds the catalogue and the events that are still to come, not the shoppers.
/// </summary>
public sealed class MarketplaceSimulator
{
    private const int HoursPerDay = 24;
    private const long Hour = Shopping.Day / HoursPerDay;

    // Newcomers a day, as a share of the shoppers of the start.
    private const double NewcomersPerDay = 0.005;

    private readonly SimulationOptions _options;
    private readonly PendingQueue _queue = new();
    private readonly Counters _counters = new();
    private readonly Shopping _shopping;
    private readonly Supply _supply;
    private readonly Crowds _crowds;
    private readonly Attacks _attacks;
    private readonly EventMaker _maker;
    private readonly List<AbuseLabel> _labels = [];
    private readonly long _start;
    private SeededRandom _random;
    private int _plannedHours;
    private long _nextSession;

    /// <summary>Makes a simulator.</summary>
    /// <param name="options">What the marketplace is like.</param>
    /// <param name="definition">A definition with the shipped one's event types; null takes the shipped one.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the definition lacks an event
    /// type.</exception>
    public MarketplaceSimulator(SimulationOptions options, MarketplaceDefinition? definition = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        Definition = definition ?? DefinitionLoader.LoadShipped();
        MarketModel market = new(options);
        Places places = new(market, _counters);
        _shopping = new Shopping(
            market, _queue, _counters, places, new Aftermath(market, _queue, _counters, places));
        _supply = new Supply(market, _queue, _counters, _shopping, places);
        _crowds = new Crowds(market, _queue, _counters, _shopping, places);
        _attacks = new Attacks(market, _queue, _counters, _shopping, places);
        _maker = new EventMaker(Definition, market);
        _random = new SeededRandom(options.Seed);
        _start = LogTime.FromDateTimeOffset(options.Start).Microseconds;
        _nextSession = _start;
    }

    /// <summary>The definition that the events are encoded under.</summary>
    public MarketplaceDefinition Definition { get; }

    /// <summary>How many events were made so far.</summary>
    public long EventsMade => _maker.Made;

    /// <summary>The time of the last event made.</summary>
    public LogTime Time { get; private set; }

    /// <summary>Adds the next events to a batch.</summary>
    /// <param name="batch">A batch of <see cref="Definition"/>.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="until">No event after this time is made; null for no limit.</param>
    /// <returns>How many were added; fewer than asked for at the end of the run or of the time.</returns>
    public int Next(EventBatch batch, int count, LogTime? until = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        for (int made = 0; made < count; made++)
        {
            Plan();
            if (!_queue.TryPeekTime(out long time) || time > (until?.Microseconds ?? long.MaxValue)
                || !_queue.TryTake(out Pending pending))
            {
                return made;
            }

            long number = _maker.Make(in pending, batch);
            Time = new LogTime(pending.Time);
            if (pending.Pattern != AbusePattern.None)
            {
                _labels.Add(new AbuseLabel($"e{_options.Seed}-{number}", pending.Pattern, pending.Campaign));
            }
        }

        return count;
    }

    /// <summary>Gives the labels of the events made since the last call, and forgets them.</summary>
    public IReadOnlyList<AbuseLabel> TakeLabels()
    {
        AbuseLabel[] taken = [.. _labels];
        _labels.Clear();
        return taken;
    }

    // Brings the plan ahead of the earliest pending event: the opening, hours (supply, attacks) and sessions one by
    // one.
    private void Plan()
    {
        if (_queue.Count == 0 && _supply.PlanOpening(_start))
        {
            return;
        }

        while (true)
        {
            long earliest = _queue.TryPeekTime(out long time) ? time : long.MaxValue;
            long nextHour = _plannedHours < _options.Days * HoursPerDay
                ? _start + (_plannedHours * Hour)
                : long.MaxValue;
            long next = Math.Min(nextHour, _nextSession);
            if (next == long.MaxValue || next > earliest)
            {
                return;
            }

            if (nextHour <= _nextSession)
            {
                PlanHour(nextHour);
            }
            else
            {
                PlanSession();
            }
        }
    }

    private void PlanHour(long hourStart)
    {
        int day = _plannedHours / HoursPerDay;
        int hour = _plannedHours % HoursPerDay;
        if (hour == 0)
        {
            _supply.PlanDay(ref _random, hourStart, day);
            _crowds.PlanDay(ref _random, hourStart);
            _attacks.PlanDay(ref _random, hourStart, day);
        }

        _supply.PlanHour(ref _random, hourStart, day, hour);
        _plannedHours++;
    }

    // Sessions come as a Poisson process whose rate follows the rhythm: candidates at the peak's rate, thinned out.
    private void PlanSession()
    {
        double perMicrosecond = _options.Shoppers * _options.SessionsPerDay / Shopping.Day * Rhythm.Peak;
        long now = _nextSession;
        double gap = -Math.Log(1 - _random.NextDouble()) / perMicrosecond;
        _nextSession = now + Math.Max(1, (long)Math.Min(gap, Shopping.Day));
        if (_nextSession >= _start + (_options.Days * Shopping.Day))
        {
            _nextSession = long.MaxValue;
        }

        if (_random.NextDouble() * Rhythm.Peak > Rhythm.At(DateTime.UnixEpoch.AddMicroseconds(now)))
        {
            return;
        }

        int day = (int)((now - _start) / Shopping.Day);
        if (_random.NextDouble() < Math.Min(0.5, NewcomersPerDay / _options.SessionsPerDay))
        {
            _shopping.Join(ref _random, now, day);
        }
        else
        {
            int shopper = 1 + _random.Next(_options.Shoppers + _counters.Account);
            _shopping.Session(ref _random, shopper, now, day);
        }
    }
}
