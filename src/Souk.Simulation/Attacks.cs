using Souk.Learning.Numerics;

namespace Souk.Simulation;

/// <summary>When attacks begin, by <see cref="AbusePattern"/>. Attacks change over the run: coupon farms get smaller,
/// and one kind starts late.</summary>
internal sealed class Attacks
{
    private readonly MarketModel _market;
    private readonly Counters _counters;
    private readonly PaymentAttacks _payments;
    private readonly GainAttacks _gains;
    private readonly ReputationAttacks _reputation;
    private readonly NewAttacks _new;

    internal Attacks(
        MarketModel market, PendingQueue queue, Counters counters, Shopping shopping, Places places)
    {
        _market = market;
        _counters = counters;
        Attackers attackers = new(market, queue, counters, places);
        _payments = new PaymentAttacks(market, queue, counters, shopping, attackers);
        _gains = new GainAttacks(market, queue, shopping, attackers);
        _reputation = new ReputationAttacks(market, queue, counters, shopping, attackers);
        _new = new NewAttacks(market, queue, counters, shopping, attackers);
    }

    /// <summary>Plans the attacks that begin on a day.</summary>
    internal void PlanDay(ref SeededRandom random, long dayStart, int day)
    {
        // For 10,000 shoppers: about 3 stolen cards, 2 takeovers, 1 abuser of refunds a day, the others every few days.
        double scale = _market.Options.Abuse * _market.Options.Shoppers / 10_000;
        Repeat(ref random, 3.0 * scale, dayStart, day, AbusePattern.StolenCard);
        Repeat(ref random, 2.0 * scale, dayStart, day, AbusePattern.AccountTakeover);
        Repeat(ref random, 1.0 * scale, dayStart, day, AbusePattern.RefundAbuse);
        Repeat(ref random, 0.3 * scale, dayStart, day, AbusePattern.CouponFarm);
        Repeat(ref random, 0.3 * scale, dayStart, day, AbusePattern.Brushing);
        Repeat(ref random, 0.2 * scale, dayStart, day, AbusePattern.ReviewBombing);
        if (_market.Options.NewPatternDay >= 0 && day >= _market.Options.NewPatternDay)
        {
            Repeat(ref random, 0.6 * scale, dayStart, day, _market.Options.NewPattern);
        }
    }

    private void Repeat(ref SeededRandom random, double mean, long dayStart, int day, AbusePattern pattern)
    {
        for (int i = Crowds.Count(ref random, mean); i > 0; i--)
        {
            Pending by = new()
            {
                Time = Crowds.Begin(ref random, dayStart),
                Pattern = pattern,
                Campaign = ++_counters.Campaign,
            };
            Start(ref random, by, day);
        }
    }

    private void Start(ref SeededRandom random, Pending by, int day)
    {
        switch (by.Pattern)
        {
            case AbusePattern.StolenCard:
                _payments.StolenCard(ref random, by);
                break;
            case AbusePattern.AccountTakeover:
                _payments.Takeover(ref random, by);
                break;
            case AbusePattern.RefundAbuse:
                _gains.RefundAbuse(ref random, by);
                break;
            case AbusePattern.CouponFarm:
                _gains.CouponFarm(ref random, by, day);
                break;
            case AbusePattern.Brushing:
                _reputation.Brushing(ref random, by);
                break;
            case AbusePattern.ReviewBombing:
                _reputation.ReviewBombing(ref random, by);
                break;
            default:
                _new.Start(ref random, by);
                break;
        }
    }
}
