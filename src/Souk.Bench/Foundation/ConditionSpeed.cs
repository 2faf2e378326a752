using System.Diagnostics;
using System.Text;
using Souk.Expressions;

namespace Souk.Bench.Foundation;

/// <summary>A condition of four terms as a risk rule writes it, all true so that none is cut short. The benchmark
/// project holds more of them, under BenchmarkDotNet.</summary>
internal sealed class ConditionSpeed : IFoundationBenchmark
{
    private const string Condition =
        "event.amount > 100.0 && event.country == \"DE\" && event.count_1h >= 5 && !event.trusted";

    private const int Rounds = 12;
    private const int EvaluationsPerRound = 5_000_000;

    public string Name => "conditions";

    public string Description => "A CEL condition of four terms, ns and bytes an evaluation. 5 s.";

    public IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation)
    {
        CelProgram<Payment, bool> program = Compile();
        Payment payment = new();
        List<double> nanoseconds = [];
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long started = Stopwatch.GetTimestamp();
            long held = Count(program, payment);
            nanoseconds.Add(Stopwatch.GetElapsedTime(started).TotalNanoseconds / EvaluationsPerRound);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (held != EvaluationsPerRound)
            {
                throw new InvalidOperationException($"The condition held {held} times of {EvaluationsPerRound}.");
            }
        }

        // The first rounds run code that is not optimised yet.
        double[] settled = [.. nanoseconds.Skip(Rounds / 2).Order()];
        double bytes = (double)allocated / EvaluationsPerRound;
        output.WriteLine(
            $"{Condition}: {settled[settled.Length / 2]:0.0} ns ({settled[0]:0.0} to {settled[^1]:0.0}), "
            + $"{bytes:0.##} bytes");
        return
        [
            new(
                "CEL condition of four terms (cel-go: 91 ns on an M2)", settled[settled.Length / 2], "ns", 100, 20,
                HigherIsBetter: false),
            new("CEL condition of four terms, garbage", bytes, "bytes", 0, 0, HigherIsBetter: false),
        ];
    }

    private static long Count(CelProgram<Payment, bool> program, Payment payment)
    {
        long held = 0;
        for (int i = 0; i < EvaluationsPerRound; i++)
        {
            held += program.Evaluate(payment).Value ? 1 : 0;
        }

        return held;
    }

    private static CelProgram<Payment, bool> Compile()
    {
        CelSchemaBuilder<Payment> builder = new();
        builder.Object("event", "event 'payment'", e => e
            .Field("amount", p => p.Amount)
            .TextField("country", p => Encoding.UTF8.GetString(p.Country), (p, utf8) => p.CountryIs(utf8))
            .Field("count_1h", p => p.Count1h)
            .Field("trusted", p => p.Trusted));
        return builder.Build().Compile<bool>(Condition).Require();
    }

    private sealed class Payment
    {
        public double Amount { get; init; } = 250.5;

        public byte[] Country { get; init; } = "DE"u8.ToArray();

        public long Count1h { get; init; } = 7;

        public bool Trusted { get; init; }

        public bool CountryIs(byte[] utf8) => Country.AsSpan().SequenceEqual(utf8);
    }
}
