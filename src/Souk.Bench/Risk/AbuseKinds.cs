using Souk.Simulation;

namespace Souk.Bench.Risk;

/// <summary>The kinds of planted abuse and the checkpoints at which they are to be found.</summary>
internal static class AbuseKinds
{
    internal static readonly (AbusePattern Pattern, string Checkpoint)[] All =
    [
        (AbusePattern.StolenCard, "payment"),
        (AbusePattern.AccountTakeover, "payment"),
        (AbusePattern.CouponFarm, "coupon_claim"),
        (AbusePattern.RefundAbuse, "refund_request"),
        (AbusePattern.Brushing, "order_line"),
        (AbusePattern.Brushing, "review"),
        (AbusePattern.ReviewBombing, "review"),
    ];

    internal static IEnumerable<string> Checkpoints => All.Select(k => k.Checkpoint).Distinct();
}
