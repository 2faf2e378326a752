using Souk.Bench.Data;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Log;
using Souk.Recommend.Evaluation;

namespace Souk.Bench.Recommend;

/// <summary>Which recall sources foresee baskets of Online Retail, and what the trained ones add: chosen on the tenth
/// of the baskets before the last fifth, told of the last fifth.</summary>
public sealed class SourcesBasketsBenchmark : ILearningBenchmark
{
    private const double TestFrom = 0.8;
    private const double ChoiceFrom = 0.7;
    private const string Surface = "next";

    /// <inheritdoc/>
    public string Name => "recommend-sources-baskets";

    /// <inheritdoc/>
    public string DataSet => "online_retail";

    /// <inheritdoc/>
    public IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation)
    {
        BasketData data = BasketData.ReadOnlineRetail(dataFolder);
        using EngineUnderTest engine = new(
            $$"""
            name: baskets
            base_currency: GBP
            entities:
              shopper: {}
              item: { attributes: { title: text } }
            events:
              buy:
                fields: { shopper: shopper, item: item, title: text?, amount: money }
                updates: { item: { title: event.title } }
            surfaces:
              {{Surface}}:
                for: shopper
                of: item
                goal: buy
                value: event.amount
                signals: { buy: 1 }
                half_life: 90d
                sources: [neighbours, factors, co_bought, similar_subjects, trending, repeat]
                ranker: recall
            """);
        foreach (BasketData.Basket basket in data.Baskets)
        {
            Take(engine, basket, data.Titles);
        }

        engine.Settle();
        EvaluationOptions options = new() { Surface = Surface };
        LogTime choice = At(data, ChoiceFrom);
        LogTime test = At(data, TestFrom);
        foreach ((string span, EvaluationOptions spanned) in new[]
        {
            ("choice span", options with { From = choice, To = test }), ("test span", options with { From = test }),
        })
        {
            foreach (BenchmarkRow row in SourceTrials.Run(
                engine.Engine, spanned, [RecallSource.Embeddings, RecallSource.Towers], span,
                cancellation))
            {
                yield return row;
            }
        }
    }

    private static LogTime At(BasketData data, double share) =>
        LogTime.FromDateTimeOffset(data.Baskets[(int)(share * data.Baskets.Count)].Time);

    private static void Take(
        EngineUnderTest engine, BasketData.Basket basket, IReadOnlyDictionary<string, string> titles)
    {
        LogTime time = LogTime.FromDateTimeOffset(basket.Time);
        foreach ((string item, decimal amount) in basket.Items)
        {
            EventType buy = engine.Begin("buy", time);
            engine.Set(buy, "shopper", basket.Shopper);
            engine.Set(buy, "item", item);
            engine.Set(buy, "title", titles[item]);
            engine.Encoder.SetMoney(buy.FindField("amount")!.Index, Money.FromDecimal(amount));
            engine.End(time);
        }
    }
}
