using System.Globalization;

namespace Souk.Bench.Data;

/// <summary>Baskets of known customers in the order of their times.</summary>
/// <param name="Baskets">The baskets.</param>
/// <param name="Titles">What the items are called, by item.</param>
public sealed record BasketData(
    IReadOnlyList<BasketData.Basket> Baskets, IReadOnlyDictionary<string, string> Titles)
{
    /// <summary>One basket.</summary>
    /// <param name="Shopper">The customer's id.</param>
    /// <param name="Time">When it was bought.</param>
    /// <param name="Items">What was bought, each item once, with what was paid for it.</param>
    public sealed record Basket(
        string Shopper, DateTimeOffset Time, IReadOnlyList<(string Item, decimal Amount)> Items);

    /// <summary>The invoices of UCI Online Retail with a customer, without cancellations, postage and other lines that
    /// are no goods.</summary>
    public static BasketData ReadOnlineRetail(string dataFolder)
    {
        Dictionary<string, (string Shopper, DateTimeOffset Time, Dictionary<string, decimal> Items)> invoices = [];
        Dictionary<string, string> titles = [];
        foreach (string line in DataFile.Lines(dataFolder, "online_retail", "online_retail.csv.gz").Skip(1))
        {
            List<string> fields = DataFile.SplitCsv(line);
            int quantity = int.Parse(fields[3], CultureInfo.InvariantCulture);

            // Codes of goods begin with five digits; the others are postage, fees and corrections.
            bool isGoods = fields[1].Length >= 5 && fields[1].AsSpan(0, 5).IndexOfAnyExceptInRange('0', '9') < 0;
            if (!isGoods || quantity <= 0 || fields[6].Length == 0 || fields[6] == "NA")
            {
                continue;
            }

            if (!invoices.TryGetValue(fields[0], out var invoice))
            {
                DateTimeOffset time = DateTimeOffset.Parse(
                    fields[4], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
                invoices[fields[0]] = invoice = (fields[6], time, []);
            }

            titles.TryAdd(fields[1], fields[2]);
            decimal amount = quantity * decimal.Parse(fields[5], CultureInfo.InvariantCulture);
            invoice.Items[fields[1]] = invoice.Items.GetValueOrDefault(fields[1]) + amount;
        }

        return new BasketData(
            [
                .. invoices.OrderBy(i => i.Value.Time).ThenBy(i => i.Key, StringComparer.Ordinal)
                    .Select(i => new Basket(
                        i.Value.Shopper, i.Value.Time, [.. i.Value.Items.Select(l => (l.Key, l.Value))])),
            ],
            titles);
    }
}
