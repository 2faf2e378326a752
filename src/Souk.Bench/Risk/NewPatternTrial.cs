using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Learning.Patterns;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Decisions;
using Souk.Risk.Patterns;
using Souk.Risk.Policies;
using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>A kind of abuse that was not there before begins: is it surfaced within a day, and does the rule that a
/// day's verdicts give hold later?</summary>
internal static class NewPatternTrial
{
    /// <summary>The kinds, and the event at which each shows.</summary>
    internal static readonly (AbusePattern Kind, string Event)[] Kinds =
    [
        (AbusePattern.CartStuffing, "add_to_cart"),
        (AbusePattern.RefundTrick, "refund_request"),
        (AbusePattern.SelfReferral, "order"),
        (AbusePattern.TipLaundering, "payment"),
        (AbusePattern.CredentialStuffing, "login"),
    ];

    private const long Day = 86_400_000_000;

    // Of one day's attacks a rule is asked for more than it is to hold later.
    private const double AskedPrecision = 0.9;

    /// <summary>How many of the patterns found an analyst reads.</summary>
    private const int Read = 10;

    /// <summary>Runs the trial.</summary>
    internal static NewPatternResult Run(SimulatedAbuse market, int maxRows, CancellationToken cancellation)
    {
        (AbusePattern kind, string type) = Kinds.First(k => k.Kind == market.Options.NewPattern);
        HashSet<string> ids = [.. market.Truth.Where(t => t.Value.Pattern == kind).Select(t => t.Key)];
        (LogTime first, HashSet<long> positions, HashSet<string> before) = Find(market, type, ids, cancellation);
        LogTime end = new(first.Microseconds + Day);
        DiscoveryOptions options = new()
        {
            EventType = type,
            End = end,
            BadEvents = before,
            Learning = TimeSpan.FromDays(14),
            MaxRows = maxRows,
            Rules = new RuleLearnerOptions { TargetPrecision = AskedPrecision },
        };
        Discovery found = PatternDiscovery.Run(
            market.Engine.CreateReplayer(), market.Engine.Definition, null, end, [options], null, cancellation)[0];
        int rank = found.Patterns.Take(Read).ToList().FindIndex(
            p => p.Examples.Count(e => positions.Contains(e.Value)) * 2 > p.Examples.Count) + 1;
        string? pattern = found.Patterns.Count == 0 ? null : found.Patterns[Math.Max(0, rank - 1)].When;
        if (found.Proposals.Count == 0)
        {
            return new NewPatternResult(rank, found.Patterns.Count, pattern, null, 0, 0, 0);
        }

        RuleProposal proposal = found.Proposals[0];
        (long hits, long bad, long all) = Judge(market, proposal, ids, end, cancellation);
        return new NewPatternResult(rank, found.Patterns.Count, pattern, proposal.When, hits, bad, all);
    }

    private static (LogTime First, HashSet<long> Positions, HashSet<string> Before) Find(
        SimulatedAbuse market, string type, HashSet<string> ids, CancellationToken cancellation)
    {
        LogTime first = LogTime.BeforeAll;
        HashSet<long> positions = [];
        HashSet<string> before = [];
        market.Engine.CreateReplayer().Look(
            market.Engine.Definition, new LogPosition(1),
            e =>
            {
                if (e.Type.Name != type || !ids.Contains(IdOf(e)))
                {
                    return;
                }

                first = first == LogTime.BeforeAll ? e.Time : first;
                positions.Add(e.Position.Value);
                if (e.Time.Microseconds <= first.Microseconds + Day)
                {
                    before.Add(IdOf(e));
                }
            },
            cancellation);
        return first == LogTime.BeforeAll
            ? throw new InvalidOperationException("The simulation ended before the new pattern began.")
            : (first, positions, before);
    }

    // The way of a proposal: into the policy, and decided by it.
    private static (long Hits, long Bad, long All) Judge(
        SimulatedAbuse market, RuleProposal proposal, HashSet<string> ids, LogTime end, CancellationToken cancellation)
    {
        string policy = PolicyEditor.AddShadowRule(
            RiskPolicy.ShippedText, proposal.Checkpoint, proposal.Id, proposal.When);
        using Fold fold = new(
            market.Engine.Definition,
            [new FeatureEngineFactory(), new LinkProjectionFactory(), new RiskEngineFactory(policy)]);
        RiskEngine risk = fold.Projection<RiskEngine>();
        long hits = 0;
        long bad = 0;
        long all = 0;
        fold.Applied = e =>
        {
            if (e.Type.Name != proposal.Checkpoint || e.Time <= end)
            {
                return;
            }

            bool isBad = ids.Contains(IdOf(e));
            bool fired = risk.Find(e.Position) is Decision decision && decision.Rules.Any(r => r.Id == proposal.Id);
            all += isBad ? 1 : 0;
            hits += fired ? 1 : 0;
            bad += fired && isBad ? 1 : 0;
        };
        market.Engine.CreateReplayer().Replay(fold, null, null, cancellation);
        return (hits, bad, all);
    }

    private static string IdOf(EventView e) => System.Text.Encoding.UTF8.GetString(e.Id);
}
