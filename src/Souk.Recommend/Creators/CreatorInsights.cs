using System.Runtime.InteropServices;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Learning.Evaluation;
using Souk.Log;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Creators;

/// <summary>
/// What a log says of creators up to a moment: their audiences, how well they sell, and which items they move. Does
/// not change once made; safe for use from several threads. The same log gives the same figures.
/// </summary>
public sealed class CreatorInsights
{
    private readonly CreatorScan _scan;
    private readonly RatePrior _conversion;
    private readonly Shrinkage _value;
    private readonly DecayedShares _allTastes = new();
    private readonly DecayedShares _allInterests = new();
    private readonly DecayedShares _allRegions = new();

    private CreatorInsights(CreatorScan scan, LogTime time)
    {
        _scan = scan;
        Time = time;
        CreatorTally[] creators = [.. scan.Creators.Values];
        _conversion = RatePrior.Of([.. creators.Select(c => (c.Buyers, c.Members.Count))]);
        _value = Shrinkage.OfMeans([.. creators.Select(c => (c.Sales, c.Value, c.SumOfSquares))]);
        foreach (DecayedShares taste in scan.Tastes.Values)
        {
            _allTastes.AddShares(taste, 1);
        }

        foreach (CreatorTally creator in creators)
        {
            _allInterests.AddShares(creator.Interests, 1);
        }

        foreach (string country in scan.Countries.Values)
        {
            _allRegions.Add(country, 1);
        }
    }

    /// <summary>The log time that they are of.</summary>
    public LogTime Time { get; }

    /// <summary>Reads the log, beside the live state, which is not held up. What is suspected to be fake is left
    /// out, see <see cref="SuspectActs"/>.</summary>
    /// <param name="engine">The engine whose log it is; keep retention from it meanwhile.</param>
    /// <param name="progress">Told the position reached, or null.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The definition has no surface of items for creators and for those who
    /// buy.</exception>
    public static CreatorInsights Read(
        SoukEngine engine, IProgress<LogPosition>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        MarketplaceDefinition definition = engine.Definition;
        CreatorRoles roles = CreatorRoles.Of(definition);
        CreatorScan scan = new();
        using CreatorActFile acts = new();
        using Fold fold = new(definition, SuspectingProjections.Of(engine));
        SuspectActs suspects = new(fold, roles);
        fold.Applied = new CreatorReader(roles, suspects, acts, scan).Take;
        engine.CreateReplayer().Replay(fold, null, progress, cancellation);
        suspects.Complete(fold);
        foreach (CreatorAct act in acts.Read(suspects))
        {
            scan.Take(in act);
        }

        return new CreatorInsights(scan, fold.Time);
    }

    /// <summary>What is known of a creator.</summary>
    /// <returns>Null if no promotion, sale or view named them.</returns>
    public CreatorReport? Of(string creator)
    {
        ArgumentNullException.ThrowIfNull(creator);
        if (!_scan.Creators.TryGetValue(creator, out CreatorTally? tally))
        {
            return null;
        }

        DecayedShares categories = new();
        DecayedShares regions = new();
        double logs = 0;
        double weights = 0;
        foreach ((string shopper, CreatorTally.Member member) in tally.Members)
        {
            if (_scan.Tastes.TryGetValue(shopper, out DecayedShares? taste))
            {
                categories.AddShares(taste, member.Weight);
            }

            if (_scan.Countries.TryGetValue(shopper, out string? country))
            {
                regions.Add(country, member.Weight);
            }

            if (_scan.Prices.TryGetValue(shopper, out (double Sum, double Weight) price))
            {
                logs += member.Weight * price.Sum / price.Weight;
                weights += member.Weight;
            }
        }

        return new CreatorReport
        {
            Id = creator,
            Members = tally.Members.Count,
            Buyers = tally.Buyers,
            Sales = tally.Sales,
            Conversion = _conversion.Estimate(tally.Buyers, tally.Members.Count),
            ValuePerSale = _value.Estimate(tally.Value, tally.Sales),
            Categories = categories.Against(_allTastes),
            Interests = tally.Interests.Against(_allInterests),
            Regions = regions.Against(_allRegions),
            PriceLevel = weights > 0 ? Math.Exp(logs / weights) : null,
        };
    }

    /// <summary>Which creators moved an item: those with the most sales first.</summary>
    /// <returns>Null if no event named the item.</returns>
    public IReadOnlyList<CreatorEffect>? EffectsOn(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return !_scan.Items.TryGetValue(item, out ItemTally? tally) ? null :
        [
            .. tally.Promotions.Select(p => EffectOf(p.Key, p.Value, tally))
                .OrderByDescending(e => e.Sales).ThenBy(e => e.Creator, StringComparer.Ordinal),
        ];
    }

    private CreatorEffect EffectOf(string creator, PromotionTally promotion, ItemTally item)
    {
        List<double> differences = [];
        double promoted = 0;
        double control = 0;
        foreach (int day in promotion.Days)
        {
            if (IsWhole(day, item) && ControlOf(day, promotion, item) is double without)
            {
                int with = item.SalesOn(day);
                differences.Add(with - without);
                promoted += with;
                control += without;
            }
        }

        int matched = differences.Count;
        return new CreatorEffect(
            creator, promotion.Sales, promotion.Value, promotion.Days.Count, matched,
            matched == 0 ? 0 : promoted / matched, matched == 0 ? 0 : control / matched,
            matched < CreatorLimits.LeastMatchedDays
                ? null : Bootstrap.Mean(CollectionsMarshal.AsSpan(differences), threads: 1));
    }

    private double? ControlOf(int day, PromotionTally promotion, ItemTally item)
    {
        int sales = 0;
        int days = 0;
        for (int week = -CreatorLimits.MatchedWeeks; week <= CreatorLimits.MatchedWeeks; week++)
        {
            int other = day + (7 * week);
            if (IsWhole(other, item) && !promotion.IsPromotedOn(other))
            {
                sales += item.SalesOn(other);
                days++;
            }
        }

        return days == 0 ? null : (double)sales / days;
    }

    // On its first day an item was on sale, and on its last day the log was written, for a part of the day only.
    private bool IsWhole(int day, ItemTally item) => day > item.FirstDay && day < _scan.LastDay;
}
