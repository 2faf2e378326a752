using System.Globalization;
using System.IO.Compression;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Features.Tests.RealData;

/// <summary>The card stream of the Fraud Detection Handbook: its definition, its events, its published
/// features.</summary>
internal static class FraudHandbook
{
    internal const string Definition = """
        name: fraud_handbook
        base_currency: EUR
        entities: { customer: {}, terminal: {} }
        events:
          transaction:
            fields: { customer: customer, terminal: terminal, amount: money, fraud: flag }
        features:
          customer.amount: { on: transaction, last: event.amount }
          customer.weekend: { on: transaction, last: "event.time.getDayOfWeek() in [0, 6]" }
          customer.night: { on: transaction, last: "event.time.getHours() <= 6" }
          customer.payments: { on: transaction, count: true, windows: [1d, 7d, 30d] }
          customer.mean_amount: { on: transaction, mean: event.amount, windows: [1d, 7d, 30d] }
          terminal.payments: { on: transaction, count: true, windows: [1d, 7d, 30d], delay: 7d }
          terminal.frauds: { on: transaction, count: true, where: event.fraud, windows: [1d, 7d, 30d], delay: 7d }
          terminal.risk: { ratio: [terminal.frauds, terminal.payments] }
        """;

    /// <summary>The columns in the order of the reference file, after its transaction id.</summary>
    internal static readonly string[] Columns =
    [
        "customer.amount", "customer.weekend", "customer.night",
        "customer.payments.1d", "customer.mean_amount.1d", "customer.payments.7d", "customer.mean_amount.7d",
        "customer.payments.30d", "customer.mean_amount.30d",
        "terminal.payments.1d", "terminal.risk.1d", "terminal.payments.7d", "terminal.risk.7d",
        "terminal.payments.30d", "terminal.risk.30d",
    ];

    private static readonly LogTime Start = LogTime.FromDateTimeOffset(new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Where the data is, or null.</summary>
    internal static string? Folder
    {
        get
        {
            string? root = Environment.GetEnvironmentVariable("SOUK_DATA");
            for (DirectoryInfo? at = new(AppContext.BaseDirectory); root is null && at is not null; at = at.Parent)
            {
                string beside = Path.Combine(at.FullName, "shared", "data");
                root = Directory.Exists(beside) ? beside : null;
            }

            string? folder = root is null ? null : Path.Combine(root, "fraud_handbook");
            return File.Exists(Path.Combine(folder ?? ".", "transactions.csv.gz")) ? folder : null;
        }
    }

    /// <summary>The transactions that a filter of customer and terminal lets pass, as events whose id is the
    /// transaction's.</summary>
    internal static IEnumerable<EventBatch> Events(
        string folder, MarketplaceDefinition definition, Func<int, int, bool> takes)
    {
        const int PerBatch = 4096;
        EventEncoder encoder = new();
        EventType type = definition.FindEventType("transaction")!;
        EventBatch batch = new(definition);
        foreach (string line in Lines(Path.Combine(folder, "transactions.csv.gz")))
        {
            string[] fields = line.Split(',');
            int customer = int.Parse(fields[2], CultureInfo.InvariantCulture);
            if (!takes(customer, int.Parse(fields[3], CultureInfo.InvariantCulture)))
            {
                continue;
            }

            LogTime time = new(Start.Microseconds + (long.Parse(fields[1], CultureInfo.InvariantCulture) * 1_000_000));
            encoder.Begin(type, System.Text.Encoding.UTF8.GetBytes(fields[0]), time);
            encoder.SetText(0, fields[2]);
            encoder.SetText(1, fields[3]);
            encoder.SetMoney(2, Money.FromDouble(double.Parse(fields[4], CultureInfo.InvariantCulture)));
            encoder.SetFlag(3, fields[5] == "1");
            encoder.End(batch, time);
            if (batch.Count == PerBatch)
            {
                yield return batch;
                batch = new EventBatch(definition);
            }
        }

        yield return batch;
    }

    /// <summary>The published features by transaction id.</summary>
    internal static Dictionary<int, double[]> Reference(string folder) =>
        Lines(Path.Combine(folder, "reference_features_2018-07-25_2018-08-14.csv.gz"))
            .Select(l => l.Split(','))
            .ToDictionary(
                f => int.Parse(f[0], CultureInfo.InvariantCulture),
                f => f[1..].Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray());

    private static IEnumerable<string> Lines(string path)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }
}
