using System.Text;
using Souk.Core.Definition;
using Souk.Core.Events;
using Souk.Import.Reading;
using Souk.Log;

namespace Souk.Import.Tests;

public sealed class EventSorterTests
{
    [Theory]
    [InlineData(1 << 30)]
    [InlineData(2_000)]
    public void Sorted_GivesTheOrderOfAStableSort_InMemoryAndThroughFiles(int runBytes)
    {
        MarketplaceDefinition definition = DefinitionLoader.Parse(
            "name: t\nbase_currency: EUR\nentities: { a: {} }\nevents: { e: { fields: { a: a } } }").OrThrow();
        Random random = new(5);
        EventEncoder encoder = new();
        using EventSorter sorter = new(definition, runBytes);
        List<(long Time, string Id)> expected = [];
        for (int n = 0; n < 700; n++)
        {
            long time = random.Next(50);
            EventBatch one = new(definition);
            encoder.Begin(definition.EventTypes[0], Encoding.UTF8.GetBytes($"{n}"), new LogTime(time));
            encoder.SetText(0, "x");
            encoder.End(one, new LogTime(time));
            sorter.Add(one, [new LogTime(time)]);
            expected.Add((time, $"{n}"));
        }

        List<string> found = [];
        foreach (EventBatch batch in sorter.Sorted(64))
        {
            using MemoryStream json = new();
            using EventJsonWriter writer = new(definition, json);
            writer.Write(batch);
            found.AddRange(Encoding.UTF8.GetString(json.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split("\"id\":\"")[1].Split('"')[0]));
        }

        Assert.Equal(expected.OrderBy(e => e.Time).Select(e => e.Id), found);
    }
}
