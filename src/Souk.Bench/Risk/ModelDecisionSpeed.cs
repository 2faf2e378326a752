using System.Diagnostics;
using System.Globalization;
using System.Text;
using Souk.Bench.Foundation;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Graph.Links;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Models;
using Souk.Risk.Models.Training;

namespace Souk.Bench.Risk;

/// <summary>What a decision with 50 rules and a model of 60 declared features costs: the time and the allocation of a
/// replay with it, less those of the same replay without.</summary>
internal sealed class ModelDecisionSpeed : IRiskBenchmark
{
    private const int Events = 60_000;
    private const int Repeats = 3;
    private const int Rules = 50;
    private const long Spacing = 40_000_000;

    private static readonly string[] _windows = ["5m", "1h", "24h", "7d"];
    private static readonly string[] _kinds = ["card", "shopper", "device"];

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public string Name => "model-decision";

    public string Description => "A decision with 50 rules and a model of trees over 60 features, in process. 1 min.";

    public string? DataSet => null;

    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder.Path,
                DefinitionText = DefinitionText(),
                Projections = [new FeatureEngineFactory(), new LinkProjectionFactory()],
                SnapshotOnClose = false,
            },
            progress: null,
            cancellation);
        Fill(engine);
        string[] columns = [.. engine.Definition.Columns.Select(c => c.Name)];
        RiskTrainingOptions options = new() { Checkpoint = "payment", Columns = columns };
        RiskTrainingRows rows = RiskTraining.Gather(
            engine.CreateReplayer(), engine.Definition, PolicyText(), options, null, cancellation);
        RiskModel model = RiskModelTrainer.Train(rows, options, cancellation);
        output.WriteLine($"{columns.Length} features, {Rules} rules, {model.Settings}");
        (double bareSeconds, long bareBytes) = Best(engine, null, cancellation);
        (double seconds, long bytes) = Best(engine, model, cancellation);
        double microseconds = (seconds - bareSeconds) / Events * 1e6;
        double allocated = (double)(bytes - bareBytes) / Events;
        output.WriteLine(
            $"replay of {Events:N0} payments: {bareSeconds:0.00} s without decisions, {seconds:0.00} s with them");
        return
        [
            new SpeedFigure("a decision with 50 rules, trees and 60 features", microseconds, "µs", 50, 50, false),
            new SpeedFigure("allocated a decision", allocated, "bytes", 16, 0, false),
        ];
    }

    private static (double Seconds, long Bytes) Best(
        SoukEngine engine, RiskModel? model, CancellationToken cancellation)
    {
        (double Seconds, long Bytes) best = (double.PositiveInfinity, long.MaxValue);
        for (int i = 0; i < Repeats; i++)
        {
            List<IProjectionFactory> projections = [new FeatureEngineFactory(), new LinkProjectionFactory()];
            if (model is not null)
            {
                Dictionary<string, RiskModel> models = new() { ["fraud"] = model };
                projections.Add(new RiskEngineFactory(PolicyText(), models));
            }

            using Fold fold = new(engine.Definition, projections);
            LogReplayer replayer = engine.CreateReplayer();
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            replayer.Replay(fold, through: null, progress: null, cancellation);
            double seconds = clock.Elapsed.TotalSeconds;
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            best = (Math.Min(best.Seconds, seconds), Math.Min(best.Bytes, bytes));
        }

        return best;
    }

    private static string DefinitionText()
    {
        StringBuilder text = new("""
            name: speed
            base_currency: EUR
            entities: { payment: {}, card: {}, shopper: {}, device: {} }
            events:
              payment: { fields: { payment: payment, card: card, shopper: shopper, device: device, amount: money } }
              chargeback: { fields: { payment: payment } }
            features:

            """);
        string windows = string.Join(", ", _windows);
        foreach (string kind in _kinds)
        {
            string other = kind == "card" ? "shopper" : "card";
            text.Append(CultureInfo.InvariantCulture, $$"""
                  {{kind}}.payments: { on: payment, count: true, windows: [{{windows}}] }
                  {{kind}}.spend: { on: payment, sum: event.amount, windows: [{{windows}}] }
                  {{kind}}.mean: { on: payment, mean: event.amount, windows: [{{windows}}] }
                  {{kind}}.most: { on: payment, max: event.amount, windows: [{{windows}}] }
                  {{kind}}.{{other}}s: { on: payment, distinct: event.{{other}}, windows: [{{windows}}] }

                """);
        }

        return text.ToString();
    }

    private static string PolicyText()
    {
        StringBuilder text = new("""
            name: speed
            outcomes: { chargeback: { on: chargeback, of: payment, by: payment, matures: 1d } }
            checkpoints:
              payment:
                amount: event.amount
                thresholds: { review: 90, decline: 200 }
                models: { fraud: { weight: 50 } }
                rules:

            """);
        for (int i = 0; i < Rules; i++)
        {
            string kind = _kinds[i % _kinds.Length];
            string window = _windows[i % _windows.Length];
            text.Append(CultureInfo.InvariantCulture,
                $"      - {{ id: r{i}, when: '{kind}.payments.{window} >= {2 + (i / 4)} && event.amount > "
                + $"{20 * (1 + (i % 9))}.0 && {kind}.spend.24h > {100 * (i + 1)}.0', weight: {1 + (i % 7)} }}\n");
        }

        return text.ToString();
    }

    // Payments whose chance of a chargeback hangs on the amount and on how often card and device were used.
    private static void Fill(SoukEngine engine)
    {
        const int PerBatch = 2_000;
        const long Delay = 3_600_000_000;
        Random random = new(7);
        EventType payment = engine.Definition.FindEventType("payment")!;
        EventType chargeback = engine.Definition.FindEventType("chargeback")!;
        EventEncoder encoder = new();
        Queue<(long At, string Id)> later = new();
        int[] uses = new int[3_000];
        for (int i = 0; i < Events;)
        {
            EventBatch batch = new(engine.Definition);
            for (int end = Math.Min(Events, i + PerBatch); i < end; i++)
            {
                long at = _start.Microseconds + (i * Spacing);
                while (later.TryPeek(out (long At, string Id) due) && due.At <= at)
                {
                    later.Dequeue();
                    encoder.Begin(chargeback, Encoding.UTF8.GetBytes("cb" + due.Id), new LogTime(due.At));
                    encoder.SetText(0, due.Id);
                    encoder.End(batch, new LogTime(due.At));
                }

                int card = (int)(uses.Length * Math.Pow(random.NextDouble(), 2));
                double amount = 5 + (400 * Math.Pow(random.NextDouble(), 3));
                uses[card]++;
                string id = i.ToString(CultureInfo.InvariantCulture);
                encoder.Begin(payment, Encoding.UTF8.GetBytes("e" + id), new LogTime(at));
                encoder.SetText(0, id);
                encoder.SetText(1, $"c{card}");
                encoder.SetText(2, $"s{card / 2}");
                encoder.SetText(3, $"d{random.Next(1_000)}");
                encoder.SetMoney(4, Money.FromDouble(Math.Round(amount, 2)));
                encoder.End(batch, new LogTime(at));
                double risk = 0.6 * Math.Min(1, amount / 300) * Math.Min(1, uses[card] / 40.0);
                if (random.NextDouble() < risk * risk)
                {
                    later.Enqueue((at + Delay, id));
                }
            }

            Submit(engine, batch);
        }
    }

    private static void Submit(SoukEngine engine, EventBatch batch)
    {
        Task<SubmitResult> answer;
        while (!engine.TrySubmit(batch, Acknowledgement.Buffered, out answer))
        {
            Thread.Sleep(1);
        }

        answer.GetAwaiter().GetResult();
    }
}
