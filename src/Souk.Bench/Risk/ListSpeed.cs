using System.Diagnostics;
using System.Globalization;
using System.Text;
using Souk.Bench.Foundation;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Features.Engine;
using Souk.Log;
using Souk.Risk;

namespace Souk.Bench.Risk;

/// <summary>A list of ten million entries: import through the log, memory, lookups.</summary>
internal sealed class ListSpeed : IRiskBenchmark
{
    private const int Entries = 10_000_000;
    private const int EntriesPerChange = 5_000;
    private const int Lookups = 2_000_000;
    private const string ListName = "blocked";

    private const string Definition = """
        name: lists
        base_currency: EUR
        entities: { card: {} }
        events: { seen: { fields: { card: card } } }
        features: { card.seen: { on: seen, count: true, windows: [1h] } }
        """;

    public string Name => "lists";

    public string Description => "Ten million list entries: import, memory, lookups. 60 s, 2 GB.";

    public string? DataSet => null;

    public IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation)
    {
        using TemporaryFolder folder = new();
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder.Path,
                DefinitionText = Definition,
                Projections = [new FeatureEngineFactory(), new RiskEngineFactory()],
                SnapshotOnClose = false,
            },
            cancellation: cancellation);
        long started = Stopwatch.GetTimestamp();
        double longest = Import(engine, cancellation);
        double imported = Entries / Stopwatch.GetElapsedTime(started).TotalSeconds;
        using FoldScope scope = engine.Read();
        RiskEngine risk = scope.Fold.Projection<RiskEngine>();
        double bytes = (double)risk.Arena.AllocatedBytes / Entries;
        double hit = Look(risk, scope.Fold.Time, "c", Entries, expected: true);
        double miss = Look(risk, scope.Fold.Time, "x", Entries, expected: false);
        double address = Look(risk, scope.Fold.Time, "10.", Entries, expected: true);
        output.WriteLine(
            $"{Entries:N0} entries with reason and source in changes of {EntriesPerChange:N0}, durable: "
            + $"{imported:N0}/s, the slowest change {longest:0.0} ms; {bytes:0} bytes an entry; a lookup "
            + $"{hit:0} ns (there), {miss:0} ns (not there), {address:0} ns (an address in a range)");
        return
        [
            new("list entries imported, durable, with reason and source", imported, "entries/s", 100_000, 300_000),
            new("memory of a list entry, 10 million entries", bytes, "bytes", 160, 100, false),
            new("lookup of a value in 10 million entries", Math.Max(hit, miss), "ns", 2_000, 500, false),
        ];
    }

    private static double Import(SoukEngine engine, CancellationToken cancellation)
    {
        double longest = 0;
        Task<LogPosition> before = Task.FromResult(default(LogPosition));
        for (int from = 0; from < Entries; from += EntriesPerChange)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] body = Body(from);
            long sent = Stopwatch.GetTimestamp();
            Task<LogPosition> now = engine.DirectAsync(RiskEngine.ListDirective, body);
            before.GetAwaiter().GetResult();
            before = now;
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        before.GetAwaiter().GetResult();
        return longest;
    }

    // Card tokens, and one range of addresses in each change.
    private static byte[] Body(int from)
    {
        StringBuilder json = new($"{{\"list\":\"{ListName}\",\"add\":[\"10.{from / EntriesPerChange % 250}.0.0/16\"");
        for (int i = from; i < from + EntriesPerChange; i++)
        {
            json.Append(
                CultureInfo.InvariantCulture,
                $",{{\"value\":\"c{Key(i)}\",\"reason\":\"reason {i % 50}\",\"source\":\"bank {i % 7}\"}}");
        }

        return Encoding.UTF8.GetBytes(json.Append("]}").ToString());
    }

    private static string Key(int number) => ((ulong)number * 0x9E3779B97F4A7C15).ToString("x16", null);

    private static double Look(RiskEngine risk, LogTime now, string prefix, int range, bool expected)
    {
        Random random = new(1);
        string[] values = [.. Enumerable.Range(0, Lookups).Select(_ => prefix == "10."
            ? $"10.{random.Next(250)}.{random.Next(256)}.{random.Next(256)}" : prefix + Key(random.Next(range)))];
        long started = Stopwatch.GetTimestamp();
        int found = 0;
        foreach (string value in values)
        {
            found += risk.IsInList(ListName, value, now) ? 1 : 0;
        }

        double nanoseconds = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Lookups;
        return found == (expected ? Lookups : 0)
            ? nanoseconds
            : throw new InvalidOperationException($"{found} of {Lookups} values were found in the list.");
    }
}
