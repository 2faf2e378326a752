using System.Globalization;
using System.Text;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;

namespace Souk.Risk.Tests.Models;

/// <summary>Payments of a seeded marketplace in which dear payments and those of one country are charged back more
/// often, three days later.</summary>
internal static class ModelHistory
{
    internal const int Day = 86_400;

    internal const string Policy = """
        name: models
        outcomes:
          chargeback: { on: chargeback, of: payment, by: payment, matures: 10d }
        checkpoints:
          payment:
            amount: event.amount
            costs: { fraud_loss: 1, margin: 0.1, review: 3 }
            thresholds: { review: 50, decline: 95 }
            models:
              fraud: { weight: 10, fallback: challenge, reason: MODEL }
            rules:
              - { id: sure, when: 'score("fraud") > 0.99', weight: 100 }
              - { id: fast, when: card.payments.5m >= 20, weight: 60 }
        """;

    internal static readonly string[] Columns =
        ["event.amount", "card.country", "card.payments.1h", "event.amount / card.amount_mean.1h", "links.neighbours"];

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Submits days of payments, a hundred a day.</summary>
    internal static async Task Live(
        RiskMarket market, int firstDay, int days, int seed = 1, Func<int, bool>? isLabelled = null)
    {
        const int PerDay = 100;
        Random random = new(seed);
        List<(int Second, string Json)> events = [];
        for (int i = 0; i < days * PerDay; i++)
        {
            int second = (firstDay * Day) + (i * (Day / PerDay));
            string id = $"d{firstDay}n{i}";
            double amount = Math.Round(Math.Exp(2 + (2.2 * random.NextDouble())), 2);
            string country = "ABCDEX"[random.Next(6)].ToString();
            string card = $"c{country}{random.Next(20)}";
            bool isBad = random.NextDouble() < (country == "X" ? 0.5 : 0.02) * Math.Min(1, amount / 40);
            string money = amount.ToString(CultureInfo.InvariantCulture);
            string who = $"\"payment\":\"{id}\",\"shopper\":\"s{random.Next(300)}\"";
            events.Add((second, Event("payment", id, second,
                $"{who},\"card\":\"{card}\",\"amount\":{money},\"country\":\"{country}\"")));
            if (isBad && (isLabelled is null || isLabelled(second)))
            {
                int later = second + (3 * Day);
                events.Add((later, Event("chargeback", "cb" + id, later,
                    $"\"payment\":\"{id}\",\"shopper\":\"s1\",\"amount\":{money}")));
            }
        }

        EventJsonParser parser = new(
            market.Engine.Definition, new IntakeClock(TimeProvider.System, market.Engine.Definition.MaxClockSkew));
        EventBatch batch = new(market.Engine.Definition);
        foreach ((_, string json) in events.OrderBy(e => e.Second))
        {
            Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(json), isCloudEvent: false, batch));
        }

        Assert.True(market.Engine.TrySubmit(batch, Acknowledgement.Buffered, out Task<SubmitResult> answer));
        await answer;
    }

    internal static LogTime At(int day) => new(_start.Microseconds + (day * Day * 1_000_000L));

    internal static RiskTrainingRows Gather(RiskMarket market, RiskTrainingOptions options, string policy = Policy) =>
        RiskTraining.Gather(market.Engine.CreateReplayer(), RiskMarket.Definition, policy, options);

    internal static RiskModel Train(RiskMarket market, RiskTrainingOptions options) =>
        RiskModelTrainer.Train(Gather(market, options), options);

    internal static RiskTrainingOptions Options(RiskModelKind kind = RiskModelKind.Logistic) => new()
    {
        Checkpoint = "payment",
        Kind = kind,
        Columns = kind == RiskModelKind.Trees
            ? Columns : [.. Columns.Where(c => c != "card.country"), "card.country == \"X\""],
    };

    internal static Task<LogPosition> HandIn(RiskMarket market, RiskModel model, string name = "fraud") =>
        market.Engine.DirectAsync(
            ModelDirective.HandIn, ModelDirective.OfModel(name, model.ToBytes(), "ann"),
            fold => fold.Projection<RiskEngine>().WhyNotTake(ModelDirective.OfModel(name, model.ToBytes(), "ann")));

    internal static Task<LogPosition> Use(RiskMarket market, int version, ModelVersionUse use, string name = "fraud") =>
        market.Engine.DirectAsync(
            ModelDirective.ChangeUse, ModelDirective.OfUse(name, version, use, "ann", "test"),
            fold => fold.Projection<RiskEngine>().WhyNotUse(name, version));

    private static string Event(string type, string id, int second, string rest)
    {
        string time = Rfc3339.Format(new LogTime(_start.Microseconds + (second * 1_000_000L)));
        return $$"""{"type":"{{type}}","id":"{{id}}","time":"{{time}}",{{rest}}}""";
    }
}
