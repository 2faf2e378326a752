using System.Globalization;
using System.Text;
using Souk.Core.Engine;
using Souk.Recommend.Interactions;

namespace Souk.Recommend.Tests.Interactions;

public sealed class InteractionProjectionTests : IDisposable
{
    private readonly Market _market = new();

    public void Dispose() => _market.Dispose();

    [Fact]
    public async Task CountsAndPairs_EqualANaiveFold_AlsoAfterARestartAndARebuild()
    {
        NaiveInteractions naive = new();
        List<string> events = [];
        Random random = new(7);
        int second = 0;
        for (int i = 0; i < 6_000; i++)
        {
            // More gaps than a session's length, so that sessions begin and end.
            second += random.Next(60) == 0 ? 5_000 : random.Next(120);
            string shopper = $"s{random.Next(40)}";
            string item = $"i{random.Next(30)}";
            int kind = random.Next(4);
            events.Add(kind switch
            {
                0 => _market.Shown(second, shopper, item),
                1 => _market.Buy(second, shopper, item),
                _ => _market.View(second, shopper, item),
            });
            naive.Apply(second, shopper, item, kind);
        }

        await _market.Submit(events);
        naive.AssertEqual(_market);
        byte[] before = State();
        await _market.Engine.SnapshotAsync();
        await _market.Submit(_market.View(second + 1, "s1", "i1"));
        naive.Apply(second + 1, "s1", "i1", 2);
        _market.Reopen();
        naive.AssertEqual(_market);
        using Fold rebuilt = new(_market.Engine.Definition, Market.Projections);
        _market.Engine.CreateReplayer().Replay(rebuilt, null, null, TestContext.Current.CancellationToken);
        Assert.NotEqual(before, State());
        Assert.Equal(State(), Bytes(rebuilt.Projection<InteractionProjection>()));
    }

    [Fact]
    public async Task Newcomers_DoNotLiftAnObjectFarAboveWhatIsUsual()
    {
        List<string> events = [];
        for (int i = 0; i < 300; i++)
        {
            // Regulars: known for longer than a day and with several objects each.
            events.Add(_market.View(i, $"r{i % 30}", $"old{i % 60}"));
        }

        for (int i = 0; i < 300; i++)
        {
            events.Add(_market.View(200_000 + i, $"r{i % 30}", $"old{i % 60}"));
        }

        for (int i = 0; i < 400; i++)
        {
            events.Add(_market.Buy(200_400 + i, $"fake{i}", "pushed"));
        }

        await _market.Submit(events);
        (int reached, int held) = _market.Read((fold, p) =>
        {
            SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
            uint number = fold.Entities.Find(fold.Definition.FindKind("item")!.Index, "pushed"u8);
            ObjectBlock block = space.ReadObject(space.FindObject(number));
            return (block.Reached, block.Held);
        });
        Assert.InRange(reached, 1, 20);
        Assert.Equal(400, reached + held);
    }

    [Fact]
    public async Task OfASubject_TheNewestLikedAndTheNewestShown_AreRemembered_NeitherForTheOther()
    {
        await _market.Submit(Enumerable.Range(0, 80).Select(i => _market.View(i, "liker", $"i{i}")));
        await _market.Submit(Enumerable.Range(100, 100).Select(i => _market.Shown(i, "liker", $"i{i}")));
        Assert.Equal(
            [.. Enumerable.Range(16, 64), .. Enumerable.Range(168, 32)], Remembered("liker"));

        // What was only shown gives way where it has too much room, what was liked where that has.
        await _market.Submit(Enumerable.Range(300, 200).Select(i => _market.Shown(i, "looker", $"i{i}")));
        await _market.Submit(Enumerable.Range(500, 70).Select(i => _market.View(i, "looker", $"i{i}")));
        Assert.Equal(
            [.. Enumerable.Range(468, 32), .. Enumerable.Range(506, 64)], Remembered("looker"));
    }

    [Fact]
    public async Task WhatIsIdleForLong_IsLetGo_WithAllItsReferences()
    {
        const int day = 86_400;
        await _market.Submit(Enumerable.Range(0, 300).Select(i => _market.Buy(i, $"s{i % 50}", $"i{i % 40}")));
        uint before = _market.Read((fold, _) => fold.Entities.Count);
        await _market.Submit(Enumerable.Range(0, 100).Select(i => _market.View((200 * day) + i, "late", "last")));
        _market.Read((fold, p) =>
        {
            SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
            Assert.Equal(1u, space.SubjectCount);
            Assert.Equal(1u, space.ObjectCount);
            return true;
        });
        Assert.True(before > 0);
    }

    private int[] Remembered(string shopper) => _market.Read((fold, p) =>
    {
        SpaceState space = p.SpaceOf(fold.Definition.FindSurface("feed")!);
        uint number = fold.Entities.Find(fold.Definition.FindKind("shopper")!.Index, Encoding.UTF8.GetBytes(shopper));
        int item = fold.Definition.FindKind("item")!.Index;
        List<int> found = [];
        foreach (SubjectEntry entry in space.EntriesOf(space.FindSubject(number)))
        {
            found.Add(int.Parse(
                Encoding.UTF8.GetString(fold.Entities.Id(item, entry.Object)).AsSpan(1), CultureInfo.InvariantCulture));
        }

        found.Sort();
        return found.ToArray();
    });

    private static byte[] Bytes(InteractionProjection projection)
    {
        using MemoryStream bytes = new();
        for (int page = 0; page < projection.Arena.PageCount; page++)
        {
            bytes.Write(projection.Arena.Page(page));
        }

        return bytes.ToArray();
    }

    private byte[] State() => _market.Read((_, p) => Bytes(p));
}
