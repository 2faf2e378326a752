using System.Globalization;
using Souk.Features.Engine;
using Souk.Features.Reading;

namespace Souk.Features.Tests.Market;

/// <summary>Compares features of composite and scalar keys with the oracle.</summary>
internal sealed class MarketChecker(FeatureEngine engine, MarketOracle oracle)
{
    private readonly FeatureReader _category = engine.CreateReader(["category.orders.1m"]);
    private readonly FeatureReader _basket = engine.CreateReader(["basket.orders.1h"]);
    private readonly FeatureReader _query = engine.CreateReader(["query.views.1m"]);
    private readonly FeatureReader _taste = engine.CreateReader(["taste"]);

    internal void CheckOtherKeys(MarketEvent e)
    {
        FeatureValue[] value = new FeatureValue[1];
        _category.Read(e.Category, value);
        AssertClose(oracle.CategoryOrders(e.Category), value[0], $"category.orders at {e.Id}");
        _basket.Read([e.Quantity.ToString(CultureInfo.InvariantCulture), e.Gift ? "true" : "false"], value);
        AssertClose(oracle.BasketOrders(e.Quantity, e.Gift), value[0], $"basket.orders at {e.Id}");
        _query.Read(e.Query ?? "q0", value);
        AssertClose(oracle.QueryViews(e.Query ?? "q0"), value[0], $"query.views at {e.Id}");
        _taste.Read([e.Shopper, e.Category], value);
        AssertClose(oracle.Taste(e.Shopper, e.Category), value[0], $"taste at {e.Id}");
    }

    internal static void AssertClose(FeatureValue expected, FeatureValue actual, string context)
    {
        bool isNumber = !expected.IsMissing && !actual.IsMissing
            && expected.Kind == Souk.Core.Definition.ValueKind.Number && actual.Kind == expected.Kind;
        Assert.True(
            isNumber
                ? Math.Abs(expected.Number - actual.Number) <= 1e-9 * Math.Max(Math.Abs(expected.Number), 1e-6)
                : expected == actual,
            $"{context}: {actual} instead of {expected}");
    }
}
