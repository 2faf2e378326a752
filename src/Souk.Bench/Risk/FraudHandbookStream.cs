using System.Globalization;
using System.Text;
using Souk.Bench.Data;
using Souk.Core;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Log;

namespace Souk.Bench.Risk;

/// <summary>
/// The card payments of the Fraud Detection Handbook as a marketplace lives through them: a payment is an event without
/// a label, and each fraud is reported by an event of its own seven days later. Nothing that is read at a payment can
/// know a fraud of the last seven days.
/// </summary>
internal sealed class FraudHandbookStream
{
    internal const string Definition = """
        name: fraud_handbook
        base_currency: EUR
        entities: { transaction: {}, customer: {}, terminal: {} }
        events:
          payment: { fields: { transaction: transaction, customer: customer, terminal: terminal, amount: money } }
          fraud_report: { fields: { transaction: transaction, terminal: terminal } }
        features:
          customer.payments: { on: payment, count: true, windows: [1d, 7d, 30d] }
          customer.mean_amount: { on: payment, mean: event.amount, windows: [1d, 7d, 30d] }
          terminal.payments: { on: payment, count: true, windows: [1d, 7d, 30d], delay: 7d }
          terminal.frauds: { on: fraud_report, count: true, windows: [1d, 7d, 30d] }
          terminal.risk: { ratio: [terminal.frauds, terminal.payments] }
        """;

    internal const string Policy = """
        name: fraud_handbook
        outcomes: { fraud: { on: fraud_report, of: payment, by: transaction, matures: 7d } }
        checkpoints:
          payment:
            amount: event.amount
            models: { card_fraud: { decides: false, fallback: review } }
        """;

    /// <summary>The book's 15 features, those of the payment itself first.</summary>
    internal static readonly string[] Columns =
    [
        "event.amount", "event.time.getDayOfWeek() in [0, 6]", "event.time.getHours() <= 6",
        "customer.payments.1d", "customer.mean_amount.1d", "customer.payments.7d", "customer.mean_amount.7d",
        "customer.payments.30d", "customer.mean_amount.30d",
        "terminal.payments.1d", "terminal.risk.1d", "terminal.payments.7d", "terminal.risk.7d",
        "terminal.payments.30d", "terminal.risk.30d",
    ];

    private const string Set = "fraud_handbook";
    private const int EventsPerBatch = 4_000;
    private const int ReportDays = 7;
    private const long SecondsPerDay = 86_400;

    private static readonly LogTime _start = LogTime.FromDateTimeOffset(new(2018, 4, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly List<FraudHandbookPayment> _payments = [];
    private readonly Queue<int> _toReport = new();
    private readonly Dictionary<LogPosition, int> _byPosition = [];
    private readonly EventEncoder _encoder = new();
    private int _next;

    /// <summary>Reads the payments of the first days.</summary>
    /// <param name="dataFolder">The folder of the data sets.</param>
    /// <param name="days">How many days.</param>
    internal FraudHandbookStream(string dataFolder, int days)
    {
        foreach (string line in DataFile.Lines(dataFolder, Set, "transactions.csv.gz").Skip(1))
        {
            string[] parts = line.Split(',');
            FraudHandbookPayment payment = new(
                parts[0],
                long.Parse(parts[1], CultureInfo.InvariantCulture),
                int.Parse(parts[2], CultureInfo.InvariantCulture),
                int.Parse(parts[3], CultureInfo.InvariantCulture),
                double.Parse(parts[4], CultureInfo.InvariantCulture),
                parts[5] == "1");
            if (payment.Day >= days)
            {
                break;
            }

            _payments.Add(payment);
        }
    }

    /// <summary>How many events were submitted.</summary>
    internal long Events { get; private set; }

    /// <summary>The log time at the start of a day, counted from 2018-04-01.</summary>
    internal static LogTime At(int day) => new(_start.Microseconds + (day * SecondsPerDay * 1_000_000));

    /// <summary>The payment at a position.</summary>
    internal FraudHandbookPayment PaymentAt(LogPosition position) => _payments[_byPosition[position]];

    /// <summary>The payments in order of time.</summary>
    internal IReadOnlyList<FraudHandbookPayment> Payments => _payments;

    /// <summary>Submits everything before the start of a day.</summary>
    internal void SubmitUntil(SoukEngine engine, int day)
    {
        EventType payment = engine.Definition.FindEventType("payment")!;
        EventType report = engine.Definition.FindEventType("fraud_report")!;
        long end = day * SecondsPerDay;
        while (true)
        {
            EventBatch batch = new(engine.Definition);
            List<int> sources = [];
            while (batch.Count < EventsPerBatch && Take(end, out int index, out bool isReport))
            {
                sources.Add(isReport ? -1 : index);
                Encode(batch, isReport ? report : payment, index, isReport);
            }

            if (batch.Count == 0)
            {
                return;
            }

            Submit(engine, batch, sources);
        }
    }

    // The next report or payment; a report comes before a payment of the same second, as in the book's windows.
    private bool Take(long end, out int index, out bool isReport)
    {
        long reportAt = _toReport.TryPeek(out int reported)
            ? _payments[reported].Second + (ReportDays * SecondsPerDay) : long.MaxValue;
        long paymentAt = _next < _payments.Count ? _payments[_next].Second : long.MaxValue;
        isReport = reportAt <= paymentAt;
        index = isReport ? reported : _next;
        if (Math.Min(reportAt, paymentAt) >= end)
        {
            return false;
        }

        if (isReport)
        {
            _toReport.Dequeue();
            return true;
        }

        if (_payments[_next].IsFraud)
        {
            _toReport.Enqueue(_next);
        }

        _next++;
        return true;
    }

    private void Encode(EventBatch batch, EventType type, int index, bool isReport)
    {
        FraudHandbookPayment payment = _payments[index];
        long second = payment.Second + (isReport ? ReportDays * SecondsPerDay : 0);
        LogTime time = new(_start.Microseconds + (second * 1_000_000));
        _encoder.Begin(type, Encoding.UTF8.GetBytes((isReport ? "r" : "t") + payment.Id), time);
        _encoder.SetText(0, payment.Id);
        if (isReport)
        {
            _encoder.SetText(1, "t" + payment.Terminal.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            _encoder.SetText(1, "c" + payment.Customer.ToString(CultureInfo.InvariantCulture));
            _encoder.SetText(2, "t" + payment.Terminal.ToString(CultureInfo.InvariantCulture));
            _encoder.SetMoney(3, Money.FromDouble(payment.Amount));
        }

        _encoder.End(batch, time);
    }

    private void Submit(SoukEngine engine, EventBatch batch, List<int> sources)
    {
        Task<SubmitResult> answer;
        while (!engine.TrySubmit(batch, Acknowledgement.Buffered, out answer))
        {
            Thread.Sleep(1);
        }

        SubmitResult result = answer.GetAwaiter().GetResult();
        for (int i = 0; i < sources.Count; i++)
        {
            if (sources[i] >= 0)
            {
                _byPosition.Add(result.Positions[i], sources[i]);
            }
        }

        Events += batch.Count;
    }
}
