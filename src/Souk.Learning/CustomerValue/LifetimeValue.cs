namespace Souk.Learning.CustomerValue;

/// <summary>What a customer will bring: expected purchases times their expected value, later money counting
/// less.</summary>
public static class LifetimeValue
{
    /// <summary>The present value of a customer's purchases over a horizon.</summary>
    /// <param name="model">When the customer buys.</param>
    /// <param name="history">What is known of the customer.</param>
    /// <param name="valuePerPurchase">The value to expect of a purchase, 0 or more (a margin, if profit is
    /// meant).</param>
    /// <param name="periods">How many periods to look ahead, from 1.</param>
    /// <param name="periodLength">The length of a period in the unit of the history, above 0 (for weeks and months:
    /// 4.35).</param>
    /// <param name="discountRate">How much less money is worth a period later, 0 or more (0.01 for one
    /// percent).</param>
    public static double Expected(
        IPurchaseModel model,
        PurchaseHistory history,
        double valuePerPurchase,
        int periods,
        double periodLength,
        double discountRate)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(valuePerPurchase);
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periodLength);
        ArgumentOutOfRangeException.ThrowIfNegative(discountRate);
        double value = 0;
        double before = 0;
        for (int period = 1; period <= periods; period++)
        {
            double upTo = model.ExpectedPurchases(history, period * periodLength);
            value += (upTo - before) * valuePerPurchase / Math.Pow(1 + discountRate, period);
            before = upTo;
        }

        return value;
    }
}
