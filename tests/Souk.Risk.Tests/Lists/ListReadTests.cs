using Souk.Log;
using Souk.Risk.Lists;

namespace Souk.Risk.Tests.Lists;

public sealed class ListReadTests : IDisposable
{
    private readonly RiskMarket _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task AListInParts_GivesEveryEntryOnce_AndNoneOfOthers()
    {
        string[] values = [.. Enumerable.Range(0, 500).Select(i => $"c{i}"), "10.0.0.0/8", "temp-*"];
        await Change("blocked", values);
        await Change("other", ["o1", "o2"]);
        List<ListEntry> all = [];
        int parts = 0;
        for (long? from = 0; from is long at; parts++)
        {
            ListPage page = _market.Read(r => r.ReadList("blocked", (uint)at, 50))!;
            all.AddRange(page.Entries);
            Assert.Equal(values.Length, page.Changes);
            from = page.Next;
        }

        Assert.True(parts > 5, $"{parts} parts");
        Assert.Equal(values.Order(), all.Select(e => e.Value).Order());
        Assert.Null(_market.Read(r => r.ReadList("none", 0, 50)));
    }

    [Fact]
    public async Task AnExport_ReadsBackAsTheSameList_AfterARestart()
    {
        await _market.ChangeList(
            """{"list":"blocked","add":[{"value":"c1","reason":"stolen","source":"bank","score":0.5,"until":"2026-03-01T00:00:00Z"},"2001:db8::/32"],"remove":["c9"]}""");
        _market.Reopen(snapshot: true);
        ListEntry[] entries = [.. _market.Read(r => r.ReadList("blocked", 0, 100))!.Entries];
        string text = string.Join('\n', entries.Select(ListFile.WriteLine));
        ListEntry none = new(string.Empty, string.Empty, string.Empty, null, 1);
        Assert.Equal(entries, ListFile.Read(new StringReader(text), ListFileFormat.Lines, none).Select(l => l.Entry));
        Assert.Equal(["2001:db8::/32", "c1"], entries.Select(e => e.Value).Order());
    }

    private Task<LogPosition> Change(string list, string[] values) => _market.ChangeList(
        $"{{\"list\":\"{list}\",\"add\":[{string.Join(',', values.Select(v => $"\"{v}\""))}]}}");
}
