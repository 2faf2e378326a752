using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Souk.Bench.Foundation;
using Souk.Cases;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Risk;

namespace Souk.Bench.Risk;

/// <summary>Cases and decisions looked for after ten million decisions, of which one in fifty became a case or part of
/// one, and four in five of these were closed.</summary>
internal sealed class CaseSpeed : IRiskBenchmark
{
    private const int Decisions = 10_000_000;

    // Each shopper's reviews are spread over all days: nearly as many cases as reviews.
    private const int Shoppers = 199_999;
    private const int Repeats = 50;
    private const long FirstMicroseconds = 1_767_225_600_000_000;

    private const string Market = """
        name: cases
        base_currency: EUR
        entities: { shopper: {}, card: {} }
        events:
          payment: { fields: { shopper: shopper, card: card, amount: money } }
          case_verdict: { fields: { case: text, verdict: text, analyst: text? } }
        features: { shopper.payments: { on: payment, count: true, windows: [1h] } }
        """;

    private const string Policy = """
        name: cases
        checkpoints:
          payment:
            amount: event.amount
            rules: [{ id: large, when: event.amount >= 98.0, outcome: review }]
        """;

    public string Name => "cases";

    public string Description => "Search of cases and decisions after ten million decisions. 2 min, 3 GB.";

    public string? DataSet => null;

    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation) =>
        Run(Decisions, output, cancellation);

    internal static IReadOnlyList<SpeedFigure> Run(int decisions, TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder.Path,
                DefinitionText = Market,
                Projections = [new FeatureEngineFactory(), new RiskEngineFactory(), new CaseProjectionFactory()],
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        engine.DirectAsync(
            RiskEngine.PolicyDirective, JsonSerializer.SerializeToUtf8Bytes(new { text = Policy, by = "bench" }))
            .GetAwaiter().GetResult();
        Fill(engine, decisions, cancellation);
        Close(engine, decisions, cancellation);
        using (FoldScope scope = engine.Read())
        {
            CaseProjection cases = scope.Fold.Projection<CaseProjection>();
            output.WriteLine($"{cases.Count:N0} cases of {decisions:N0} decisions, {cases.Waiting:N0} open");
        }

        (double Longest, double Median)[] times = [.. Queries(engine).Select(q => Measure(q.Name, q.Run, output))];
        return
        [
            new($"search of cases after {decisions:N0} decisions, the slowest kind", times.Max(t => t.Median), "ms", 50,
                10, false),
            new("the longest that a search holds up events", times.Max(t => t.Longest), "ms", 50, 10, false),
        ];
    }

    private static IEnumerable<(string Name, Func<double> Run)> Queries(SoukEngine engine)
    {
        yield return ("the queue", () => Search(engine, new CaseQuery()));
        yield return ("the queue's cases of nobody's name", () => Search(engine, new CaseQuery { Assignee = "nobody" }));
        yield return ("closed ones", () => Search(engine, new CaseQuery { Status = CaseStatus.Closed }));
        yield return ("closed ones, a page far back",
            () => Search(engine, new CaseQuery { Status = CaseStatus.Closed, Skip = 50_000 }));
        yield return ("all, words that none has",
            () => Search(engine, new CaseQuery { IncludeClosed = true, Text = "no such words" }));
        yield return ("all of a shopper", () => Search(
            engine, new CaseQuery { IncludeClosed = true, Subject = new CaseSubject("shopper", "s98") }));
        yield return ("the newest decisions", () => Hold(engine, fold => fold.Projection<RiskEngine>().Newest(50)));
        yield return ("a decision by its position", () => Hold(
            engine, fold => fold.Projection<RiskEngine>().Find(new LogPosition(fold.Position.Value / 4 * 3))));
    }

    // The longest time that one slice held the state.
    private static double Search(SoukEngine engine, CaseQuery query)
    {
        CaseSearch search = new(query);
        double longest = 0;
        while (!search.IsDone)
        {
            longest = Math.Max(longest, Hold(engine, fold =>
            {
                fold.Projection<CaseProjection>().Continue(search);
                return search;
            }));
        }

        return longest;
    }

    private static double Hold(SoukEngine engine, Func<Fold, object?> read)
    {
        using FoldScope scope = engine.Read();
        long started = Stopwatch.GetTimestamp();
        object? found = read(scope.Fold);
        GC.KeepAlive(found);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static (double Longest, double Median) Measure(string name, Func<double> run, TextWriter output)
    {
        double longest = 0;
        List<double> times = [];
        for (int i = 0; i < Repeats; i++)
        {
            long started = Stopwatch.GetTimestamp();
            double held = run();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);

            // The first ones compile.
            longest = i < Repeats / 5 ? 0 : Math.Max(longest, held);
        }

        double[] sorted = [.. times.Skip(Repeats / 5).Order()];
        output.WriteLine(
            $"{name}: median {sorted[sorted.Length / 2]:0.000} ms, longest {sorted[^1]:0.000}; held at most {longest:0.000}");
        return (longest, sorted[sorted.Length / 2]);
    }

    private static void Fill(SoukEngine engine, int decisions, CancellationToken cancellation)
    {
        EventType type = engine.Definition.FindEventType("payment")!;
        EventEncoder encoder = new();
        int next = 0;
        EngineFeed.Run(
            engine, decisions,
            (batch, count) =>
            {
                for (int end = next + count; next < end; next++)
                {
                    encoder.Begin(type, Utf8($"e{next}"), At(next));
                    encoder.SetText(0, $"s{next % Shoppers}");
                    encoder.SetText(1, $"c{next % 300_007}");
                    encoder.SetMoney(2, Money.FromUnits(next % 100 * Money.UnitsPerCurrencyUnit));
                    encoder.End(batch, At(next));
                }
            },
            cancellation);
    }

    private static void Close(SoukEngine engine, int decisions, CancellationToken cancellation)
    {
        int closed;
        using (FoldScope scope = engine.Read())
        {
            closed = scope.Fold.Projection<CaseProjection>().Count * 4 / 5;
        }

        EventType type = engine.Definition.FindEventType("case_verdict")!;
        EventEncoder encoder = new();
        int next = 0;
        EngineFeed.Run(
            engine, closed,
            (batch, count) =>
            {
                for (int end = Math.Min(next + count, closed); next < end; next++)
                {
                    encoder.Begin(type, Utf8($"v{next}"), At(decisions));
                    encoder.SetText(0, $"c{next + 1}");
                    encoder.SetText(1, "legitimate");
                    encoder.End(batch, At(decisions));
                }
            },
            cancellation);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static LogTime At(int number) => new(FirstMicroseconds + (number * 50_000L));
}
