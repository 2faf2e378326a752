using System.Runtime.CompilerServices;
using System.Text;
using BenchmarkDotNet.Attributes;
using Souk.Expressions;

namespace Souk.Benchmarks;

/// <summary>Conditions as a risk rule writes them; the hand-written line is what no compiler can beat.</summary>
[MemoryDiagnoser]
public class ExpressionBenchmarks
{
    private const string FourTermsSource =
        "event.amount > 100.0 && event.country == \"DE\" && event.count_1h >= 5 && !event.trusted";

    private readonly PaymentEvent _event = new();
    private CelProgram<PaymentEvent, bool> _fourTerms = null!;
    private CelProgram<PaymentEvent, bool> _fourTermsOfStrings = null!;
    private CelProgram<PaymentEvent, bool> _arithmetic = null!;
    private CelProgram<PaymentEvent, bool> _dynamic = null!;
    private CelProgram<CelVariables, bool> _variables = null!;
    private CelSchema<PaymentEvent> _schema = null!;
    private CelVariables _values = null!;

    [GlobalSetup]
    public void Setup()
    {
        CelSchemaBuilder<PaymentEvent> builder = new();
        builder.Object("event", "event 'payment'", e => e
            .Field("amount", p => p.Amount)
            .TextField("country", p => Encoding.UTF8.GetString(p.Country), (p, utf8) => p.CountryIs(utf8))
            .Field("count_1h", p => p.Count1h)
            .Field("trusted", p => p.Trusted)
            .Field("ip", p => p.Ip)
            .Field("path", p => p.Path)
            .Field("agent", p => p.Agent));
        _schema = builder.Build();
        _fourTerms = _schema.Compile<bool>(FourTermsSource).Require();
        _fourTermsOfStrings = _schema.Compile<bool>(
            "event.ip == \"10.0.1.2\" && event.path.startsWith(\"/api\") && event.agent.contains(\"Chrome\") "
            + "&& event.path in [\"/api/v1\", \"/api/v2\"]").Require();
        _arithmetic = _schema
            .Compile<bool>("(event.count_1h + 3) * 2 - 1 > 10 && event.amount / 2.0 < 1000.0").Require();
        _dynamic = _schema.Compile<bool>(
            "dyn(event.amount) > 100 && dyn(event.count_1h) >= 5u && !dyn(event.trusted)").Require();
        Dictionary<string, CelType> names = new()
        {
            ["amount"] = CelType.Double,
            ["country"] = CelType.String,
            ["count_1h"] = CelType.Int,
            ["trusted"] = CelType.Bool,
        };
        _variables = CelVariables.Schema(names)
            .Compile<bool>("amount > 100.0 && country == 'DE' && count_1h >= 5 && !trusted").Require();
        _values = new CelVariables
        {
            ["amount"] = CelValue.FromDouble(250.5),
            ["country"] = CelValue.FromString("DE"),
            ["count_1h"] = CelValue.FromInt(7),
            ["trusted"] = CelValue.FromBool(false),
        };
    }

    [Benchmark(Baseline = true)]
    public bool HandWritten() => HandWritten(_event);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool HandWritten(PaymentEvent e) =>
        e.Amount > 100.0 && e.CountryIs("DE"u8) && e.Count1h >= 5 && !e.Trusted;

    [Benchmark]
    public bool FourTerms() => _fourTerms.Evaluate(_event).Value;

    [Benchmark]
    public bool FourTermsOfStrings() => _fourTermsOfStrings.Evaluate(_event).Value;

    [Benchmark]
    public bool CheckedArithmetic() => _arithmetic.Evaluate(_event).Value;

    [Benchmark]
    public bool DynamicValues() => _dynamic.Evaluate(_event).Value;

    [Benchmark]
    public bool VariablesByName() => _variables.Evaluate(_values).Value;

    [Benchmark]
    public bool CompileFourTerms() => _schema.Compile<bool>(FourTermsSource).IsSuccess;

    /// <summary>An event with every term of the condition true, so that none is cut short.</summary>
    public sealed class PaymentEvent
    {
        public double Amount { get; init; } = 250.5;

        public byte[] Country { get; init; } = "DE"u8.ToArray();

        public long Count1h { get; init; } = 7;

        public bool Trusted { get; init; }

        public string Ip { get; init; } = "10.0.1.2";

        public string Path { get; init; } = "/api/v1";

        public string Agent { get; init; } = "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0";

        public bool CountryIs(ReadOnlySpan<byte> utf8) => Country.AsSpan().SequenceEqual(utf8);

        public bool CountryIs(byte[] utf8) => Country.AsSpan().SequenceEqual(utf8);
    }
}
