using Souk.Learning.Numerics;

namespace Souk.Recommend.Tests.Training;

/// <summary>Sales that a ranker can foresee and recall cannot: forty objects are looked at alike, and those that are
/// cheap at the time are bought.</summary>
internal sealed class CheapSales(Market market)
{
    private const int PageSeconds = 4000;

    /// <summary>What is cheap now.</summary>
    internal HashSet<string> Cheap { get; } = [];

    internal async Task Sell(int pages)
    {
        SeededRandom random = new(11);
        List<string> events = [];
        for (int page = 0; page < pages; page++)
        {
            int second = 10 + (page * PageSeconds);
            if (page % 10 == 0)
            {
                Reprice(events, second - 5, random.NextUInt64());
            }

            string shopper = $"s{random.Next(60)}";
            string request = $"r{page}";
            string[] shown =
                [.. Enumerable.Range(0, 40).OrderBy(_ => random.NextUInt64()).Take(6).Select(i => $"i{i}")];
            events.AddRange(shown.Select((item, at) => market.ShownBy(second, shopper, item, request, at + 1)));
            events.AddRange(
                shown.Where(_ => random.Next(3) == 0).Select(item => market.View(second + 10, shopper, item)));
            foreach (string item in shown.Where(i => Cheap.Contains(i) && random.Next(2) == 0))
            {
                events.Add(market.Buy(second + 60, shopper, item));
            }
        }

        events.Add(market.View((pages + 1) * PageSeconds, "s0", "i0"));
        await market.Submit(events);
    }

    private void Reprice(List<string> events, int second, ulong seed)
    {
        SeededRandom random = new(seed);
        Cheap.Clear();
        for (int i = 0; i < 40; i++)
        {
            bool isCheap = random.Next(3) == 0;
            int price = (isCheap ? 5 : 50) + random.Next(10);
            string more = $$""" "category":"c{{i % 4}}","seller":"s{{i}}","title":"t{{i}}","price":"{{price}}" """;
            events.Add(market.Listed(second, $"i{i}", more));
            if (isCheap)
            {
                Cheap.Add($"i{i}");
            }
        }
    }
}
