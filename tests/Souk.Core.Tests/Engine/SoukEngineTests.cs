using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Entities;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class SoukEngineTests : IDisposable
{
    private readonly string _folder = TestMarket.TemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Submit_GivesPositionsInOrder_AndUpdatesProfiles()
    {
        using SoukEngine engine = Open();
        SubmitResult result = await Submit(
            engine,
            """{"type":"sign_up","id":"1","time":"2026-01-01T00:00:00Z","shopper":"ann","country":"DE"}""",
            """{"type":"sign_up","id":"2","time":"2026-01-01T00:00:01Z","shopper":"bob","country":"FR","age":7}""");
        Assert.Equal([new LogPosition(2), new LogPosition(3)], result.Positions);
        Assert.Equal(0, result.Duplicates);
        using FoldScope scope = engine.Read();
        Assert.Equal("FR", Attribute(scope.Fold, "shopper", "bob", "country"));
        Assert.Equal("DE", Attribute(scope.Fold, "shopper", "ann", "country"));
    }

    [Fact]
    public async Task Submit_AnIdSeenBefore_IsADuplicateWithItsFirstPosition_AlsoAfterARestart()
    {
        const string Event =
            """{"type":"sign_up","id":"x","time":"2026-01-01T00:00:00Z","shopper":"ann","country":"DE"}""";
        using (SoukEngine engine = Open())
        {
            LogPosition first = (await Submit(engine, Event)).Positions[0];
            SubmitResult second = await Submit(engine, Event, Event);
            Assert.Equal(2, second.Duplicates);
            Assert.All(second.Positions, p => Assert.Equal(first, p));
        }

        using SoukEngine again = Open();
        SubmitResult third = await Submit(again, Event);
        Assert.Equal(1, third.Duplicates);
        Assert.Equal(new LogPosition(2), third.Positions[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reopen_StateEqualsACleanReplay_WithAndWithoutASnapshot(bool snapshotOnClose)
    {
        List<string> events = [.. Enumerable.Range(1, 500).Select(n =>
            TestMarket.View(n * 7, $"s{n % 17}", $"i{n % 23}", n % 3 == 0 ? $"session{n}" : null))];
        using (SoukEngine engine = Open(snapshotOnClose))
        {
            await Submit(engine, [.. events.Take(300)]);
            await engine.SnapshotAsync();
            await Submit(engine, [.. events.Skip(300)]);
        }

        using SoukEngine reopened = Open();
        Assert.Equal(snapshotOnClose ? 0 : 200, reopened.OpenReport.Replayed);
        using Fold clean = new(reopened.Definition, []);
        new LogReplayer(reopened.Log, reopened.Definitions).Replay(clean, null, null, CancellationToken.None);
        using FoldScope scope = reopened.Read();
        AssertEqualState(clean, scope.Fold);
    }

    [Fact]
    public async Task ChangeDefinition_RebuildsTheStateUnderIt_AndSurvivesARestart()
    {
        string changed = TestMarket.Text.Replace("age: whole } }", "age: whole, first_seen: time } }")
            .Replace("{ country: event.country, age: event.age }",
                "{ country: event.country, age: event.age, first_seen: event.time }");
        using (SoukEngine engine = Open())
        {
            await Submit(
                engine, """{"type":"sign_up","id":"1","time":"2026-01-01T00:00:00Z","shopper":"ann","country":"DE"}""");
            await engine.ChangeDefinitionAsync(changed, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(2, engine.DefinitionVersion);
            using (FoldScope scope = engine.Read())
            {
                Assert.NotEqual("", Attribute(scope.Fold, "shopper", "ann", "country"));
                Assert.NotEqual(0, Bits(scope.Fold, "shopper", "ann", "first_seen"));
            }

            await Submit(
                engine, """{"type":"sign_up","id":"2","time":"2026-01-02T00:00:00Z","shopper":"bob","country":"FR"}""");
        }

        using SoukEngine again = SoukEngine.Open(
            new EngineOptions { Folder = _folder }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, again.DefinitionVersion);
        using FoldScope after = again.Read();
        Assert.NotEqual(0, Bits(after.Fold, "shopper", "bob", "first_seen"));
        Assert.Equal("DE", Attribute(after.Fold, "shopper", "ann", "country"));
    }

    [Fact]
    public async Task Submit_AnEventEncodedUnderTheOldDefinition_IsStillTakenAfterAChange()
    {
        using SoukEngine engine = Open();
        EventBatch old = TestMarket.Batch(
            engine.Definition,
            """{"type":"sign_up","id":"1","time":"2026-01-01T00:00:00Z","shopper":"ann","country":"DE"}""");
        await engine.ChangeDefinitionAsync(
            TestMarket.Text.Replace("country: text?, age: whole?", "age: whole?, country: text?"),
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(engine.TrySubmit(old, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
        using FoldScope scope = engine.Read();
        Assert.Equal("DE", Attribute(scope.Fold, "shopper", "ann", "country"));
    }

    [Fact]
    public async Task Time_NeverGoesBackwards()
    {
        using SoukEngine engine = Open();
        await Submit(engine, TestMarket.View(100, "a", "i"), TestMarket.View(50, "b", "i"));
        using FoldScope scope = engine.Read();
        Assert.Equal(TestMarket.Start.Microseconds + 100_000_000, scope.Fold.Time.Microseconds);
    }

    [Fact]
    public async Task Entities_ThatNothingKeeps_AreForgotten()
    {
        using SoukEngine engine = Open();
        await Submit(engine, TestMarket.View(1, "a", "i", "first"));
        await Submit(engine, TestMarket.View(4000, "a", "i", "second"));
        using FoldScope scope = engine.Read();
        EntityKind session = engine.Definition.FindKind("session")!;
        Assert.Equal(0u, scope.Fold.Entities.Find(session.Index, "first"u8));
        Assert.NotEqual(0u, scope.Fold.Entities.Find(session.Index, "second"u8));
    }

    [Fact]
    public void Open_WithoutADefinition_SaysSo()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => SoukEngine.Open(
                new EngineOptions { Folder = _folder }, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("no definition was given", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithADamagedSnapshot_PassesItOverAndReplays()
    {
        using (SoukEngine engine = Open())
        {
            await Submit(engine, TestMarket.View(1, "a", "i"));
        }

        string snapshot = Directory.GetFiles(Path.Combine(_folder, "snapshots")).Single();
        byte[] bytes = await File.ReadAllBytesAsync(snapshot, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes, TestContext.Current.CancellationToken);
        using SoukEngine again = Open();
        Assert.Contains("was passed over", Assert.Single(again.OpenReport.Remarks), StringComparison.Ordinal);
        Assert.Equal(2, again.OpenReport.Replayed);
    }

    internal static void AssertEqualState(Fold expected, Fold actual)
    {
        Assert.Equal(expected.Position, actual.Position);
        foreach ((Arena a, Arena b) in expected.Arenas.Zip(actual.Arenas))
        {
            Assert.Equal(a.PageCount, b.PageCount);
            for (int page = 0; page < a.PageCount; page++)
            {
                Assert.True(SamePage(a, b, page), $"page {page} of '{a.Name}' differs");
            }
        }
    }

    // Page 0 begins with the roots, where only snapshots write the position.
    private static bool SamePage(Arena a, Arena b, int page)
    {
        if (page > 0)
        {
            return a.Page(page).SequenceEqual(b.Page(page));
        }

        for (int root = 0; root < 16; root++)
        {
            if (a.GetRoot(root) != b.GetRoot(root))
            {
                return false;
            }
        }

        const int HeaderBytes = 1024;
        return a.Page(0)[HeaderBytes..].SequenceEqual(b.Page(0)[HeaderBytes..]);
    }

    private static string Attribute(Fold fold, string kind, string id, string attribute)
    {
        EntityKind k = fold.Definition.FindKind(kind)!;
        uint entity = fold.Entities.Find(k.Index, Encoding.UTF8.GetBytes(id));
        return fold.Profiles.TextString(k, entity, k.FindAttribute(attribute)!.Index);
    }

    private static long Bits(Fold fold, string kind, string id, string attribute)
    {
        EntityKind k = fold.Definition.FindKind(kind)!;
        return fold.Profiles.Bits(
            k, fold.Entities.Find(k.Index, Encoding.UTF8.GetBytes(id)), k.FindAttribute(attribute)!.Index);
    }

    private static async Task<SubmitResult> Submit(SoukEngine engine, params string[] events)
    {
        EventBatch batch = TestMarket.Batch(engine.Definition, events);
        Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        return await answer;
    }

    private SoukEngine Open(bool snapshotOnClose = true) => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = TestMarket.Text,
        SnapshotOnClose = snapshotOnClose,
    });
}
