using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Features.Past;
using Souk.Features.Reading;
using Souk.Features.Tests.Market;
using Souk.Features.Training;
using Souk.Log;

namespace Souk.Features.Tests.Reading;

public sealed class ReaderTests : IDisposable
{
    private readonly Fold _fold = new(FeatureMarket.Definition, [new FeatureEngineFactory()]);

    private FeatureEngine Engine => _fold.Projection<FeatureEngine>();

    public void Dispose() => _fold.Dispose();

    [Fact]
    public void A_key_without_events_has_the_values_of_no_events()
    {
        string[] columns =
        [
            "shopper.views.1m", "shopper.spend.ever", "shopper.mean_amount.1m", "shopper.recent.ever",
            "shopper.interest",
            "shopper.order_rate.1m", "shopper.score", "shopper.jump", "shopper.categories.ever",
        ];
        FeatureValue[] values = new FeatureValue[columns.Length];
        Engine.CreateReader(columns).Read("nobody", values);
        Assert.Equal(
            [
                FeatureValue.OfWhole(0), FeatureValue.OfMoney(Souk.Core.Money.Zero), FeatureValue.Missing,
                FeatureValue.OfList([]), FeatureValue.OfNumber(0), FeatureValue.Missing, FeatureValue.OfNumber(-1),
                FeatureValue.OfNumber(0), FeatureValue.OfWhole(0),
            ],
            values);
    }

    [Theory]
    [InlineData("shopper.views", "no feature column 'shopper.views'; there are shopper.views.10s, shopper.views.1m")]
    [InlineData("nothing.1m", "There is no feature column 'nothing.1m'.")]
    public void An_unknown_column_is_refused_with_those_there_are(string column, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Engine.CreateReader([column])).Message);

    [Fact]
    public void Columns_of_different_keys_are_refused() => Assert.Contains(
        "'shopper.views' is kept for shopper, 'taste' for shopper and item.category; one read takes features of one",
        Assert.Throws<ArgumentException>(() => Engine.CreateReader(["shopper.views.1m", "taste"])).Message);

    [Fact]
    public void A_key_of_the_wrong_form_is_refused()
    {
        FeatureReader basket = Engine.CreateReader(["basket.orders.1m"]);
        FeatureValue[] value = new FeatureValue[1];
        Assert.Contains(
            "The key is quantity and gift; 1 parts were given.",
            Assert.Throws<ArgumentException>(() => basket.Read("1", value)).Message);
        Assert.Contains(
            "'x' is no value of quantity: write a whole number.",
            Assert.Throws<ArgumentException>(() => basket.Read(["x", "true"], value)).Message);
        Assert.Contains(
            "'maybe' is no value of gift: write true or false.",
            Assert.Throws<ArgumentException>(() => basket.Read(["1", "maybe"], value)).Message);
    }

    [Fact]
    public void An_event_type_without_the_key_is_refused() => Assert.Contains(
        "Events 'listed' do not have the key shopper of 'shopper.views'.",
        Assert.Throws<ArgumentException>(() => Engine.CreateReader(
            FeatureMarket.Definition.FindEventType("listed")!, ["shopper.views.1m"])).Message);

    [Fact]
    public async Task Training_and_past_reads_refuse_what_does_not_exist()
    {
        string folder = Directory.CreateTempSubdirectory("souk-reader-").FullName;
        using (SoukEngine engine = FeatureMarket.Open(folder))
        {
            await FeatureMarket.Submit(engine, FeatureMarket.Random(1, 10));
            TrainingSetBuilder training = new(engine.Log, engine.Definitions);
            string Refusal(TrainingSetOptions options) => Assert.Throws<ArgumentException>(() => training.Build(
                engine.Definition, options, _ => { }, progress: null, CancellationToken.None)).Message;
            TrainingSetOptions options = new() { EventType = "view", Columns = ["shopper.views.1m"] };
            TrainingLabel label = new("order", "item", Souk.Core.Duration.FromSeconds(1));
            Assert.Contains("no event type 'vew'", Refusal(options with { EventType = "vew" }));
            Assert.Contains("no feature column 'x'", Refusal(options with { Columns = ["x"] }));
            Assert.Contains("secnds", Refusal(options with { Where = "event.secnds > 1.0" }));
            Assert.Contains("no field 'basket'", Refusal(options with { Label = label with { Field = "basket" } }));
            Assert.Contains(
                "is number; labels are joined by", Refusal(options with { Label = label with { Field = "seconds" } }));
            PastFeatures past = new(engine.Log, engine.Definitions);
            Assert.Contains(
                "The log ends at position 11; 99 is not there yet.",
                Assert.Throws<ArgumentException>(() => past.Read(
                    engine.Definition, ["shopper.views.1m"], ["s1"], PastMoment.At(new LogPosition(99)),
                    CancellationToken.None)).Message);
        }

        Directory.Delete(folder, recursive: true);
    }
}
