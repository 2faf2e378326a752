using Souk.Core;
using Souk.Core.Definition;
using Souk.Features.Reading;
using Souk.Log;

namespace Souk.Features.Tests.Reading;

public sealed class FeatureValueTests
{
    [Fact]
    public void Values_read_as_models_take_them()
    {
        Assert.Equal(double.NaN, FeatureValue.Missing.ToDouble());
        Assert.Equal(2.5, FeatureValue.OfNumber(2.5).ToDouble());
        Assert.Equal(-7, FeatureValue.OfWhole(-7).ToDouble());
        Assert.Equal(19.99, FeatureValue.OfMoney(Money.Parse("19.99")).ToDouble());
        Assert.Equal(1.5, FeatureValue.OfTime(new LogTime(1_500_000)).ToDouble());
        Assert.Equal(1, FeatureValue.OfFlag(true).ToDouble());
        Assert.Equal(double.NaN, FeatureValue.OfText("a").ToDouble());
        Assert.Equal(2, FeatureValue.OfList([FeatureValue.OfWhole(1), FeatureValue.OfWhole(2)]).ToDouble());
    }

    [Fact]
    public void Values_are_equal_by_kind_and_content()
    {
        Assert.Equal(FeatureValue.OfEntity("a"), FeatureValue.OfEntity("a"));
        Assert.NotEqual(FeatureValue.OfEntity("a"), FeatureValue.OfText("a"));
        Assert.NotEqual(FeatureValue.OfWhole(0), FeatureValue.Missing);
        Assert.NotEqual(FeatureValue.OfWhole(1), FeatureValue.OfFlag(true));
        Assert.Equal(FeatureValue.OfList([FeatureValue.OfText("x")]), FeatureValue.OfList([FeatureValue.OfText("x")]));
        Assert.NotEqual(FeatureValue.OfList([FeatureValue.OfText("x")]), FeatureValue.OfList([]));
        Assert.Equal(ValueKind.List, FeatureValue.OfList([]).Kind);
    }
}
