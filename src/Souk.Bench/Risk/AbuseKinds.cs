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

    /// <summary>The kinds whose money is lost where it goes through at a checkpoint. Paid orders and reviews lose the
    /// marketplace none there, and neither are held where they are looked at.</summary>
    internal static AbusePattern[] Losing(string checkpoint) => checkpoint switch
    {
        "payment" => [AbusePattern.StolenCard, AbusePattern.AccountTakeover],
        "coupon_claim" => [AbusePattern.CouponFarm],
        "refund_request" => [AbusePattern.RefundAbuse],
        _ => [],
    };

    internal static IEnumerable<string> Checkpoints => All.Select(k => k.Checkpoint).Distinct();
}
