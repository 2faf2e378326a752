using System.Text;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class RetentionTests : IDisposable
{
    private const string Text = """
        name: test
        base_currency: EUR
        id_horizon: 1h
        retention: 2h
        entities: { shopper: {}, item: {} }
        events: { view: { fields: { shopper: shopper, item: item } } }
        """;

    private readonly string _folder = TestMarket.TemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task OldSegments_GoAfterASnapshot_AndNeverThoseThatItNeeds()
    {
        using SoukEngine engine = Open(Text);
        await Fill(engine, fromHour: 0, hours: 10);
        Assert.Equal(new LogPosition(1), engine.Log.FirstPosition);
        await engine.SnapshotAsync();
        LogPosition first = engine.Log.FirstPosition;
        Assert.True(first > new LogPosition(1));
        Assert.True(first <= engine.SnapshotPosition.Next);

        // The first record kept is at most as old as one segment beyond the two hours.
        using IBatchReader reader = engine.Log.Read(first);
        Assert.True(reader.MoveNext());
        long age = engine.Log.LastTime.Microseconds - reader.FirstTime.Microseconds;
        Assert.InRange(age, 7_200_000_000 - 1, 3 * 3_600_000_000L);
    }

    [Fact]
    public async Task ALogOverItsSize_LetsSegmentsGo_AsFarAsTheWindowsAllow()
    {
        using SoukEngine engine = SoukEngine.Open(new EngineOptions
        {
            Folder = _folder,
            DefinitionText = Text.Replace("retention: 2h\n", "", StringComparison.Ordinal),
            Projections = [new NoteFactory()],
            SegmentBytes = 4096,
            MaxLogBytes = 1,
        });
        await Fill(engine, fromHour: 0, hours: 10);
        await engine.SnapshotAsync();
        using IBatchReader reader = engine.Log.Read(engine.Log.FirstPosition);
        Assert.True(reader.MoveNext());
        long age = engine.Log.LastTime.Microseconds - reader.FirstTime.Microseconds;

        // Event ids are known for an hour.
        Assert.InRange(age, 3_600_000_000L - 1, 3 * 3_600_000_000L);
    }

    [Fact]
    public async Task WithoutARetention_NothingGoes()
    {
        using SoukEngine engine = Open(Text.Replace("retention: 2h\n", "", StringComparison.Ordinal));
        await Fill(engine, fromHour: 0, hours: 10);
        await engine.SnapshotAsync();
        Assert.Equal(new LogPosition(1), engine.Log.FirstPosition);
    }

    [Fact]
    public async Task Hold_KeepsTheLogWhole()
    {
        using SoukEngine engine = Open(Text);
        await Fill(engine, fromHour: 0, hours: 10);
        using (engine.HoldLog())
        {
            await engine.SnapshotAsync();
            Assert.Equal(new LogPosition(1), engine.Log.FirstPosition);
        }

        await Fill(engine, fromHour: 10, hours: 1);
        await engine.SnapshotAsync();
        Assert.True(engine.Log.FirstPosition > new LogPosition(1));
    }

    [Fact]
    public async Task Directives_OutliveTheSegmentsThatHeldThem()
    {
        ulong live;
        using (SoukEngine engine = Open(Text))
        {
            await engine.DirectAsync("test.note", Encoding.UTF8.GetBytes("first"));
            await Fill(engine, fromHour: 0, hours: 10);
            await engine.DirectAsync("test.note", Encoding.UTF8.GetBytes("second"));
            await Fill(engine, fromHour: 10, hours: 10);
            await engine.SnapshotAsync();
            Assert.True(engine.Log.FirstPosition > new LogPosition(3));
            live = Notes(engine);
            await engine.ChangeDefinitionAsync(
                Text.Replace("item: item }", "item: item, n: whole? }", StringComparison.Ordinal),
                cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(live, Notes(engine));
        }

        Directory.Delete(Path.Combine(_folder, "snapshots"), recursive: true);
        using SoukEngine again = Open(null);
        Assert.Equal(live, Notes(again));
        Assert.Contains("what retention has left", Assert.Single(again.OpenReport.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedArchive_IsRefusedAtEveryByte()
    {
        string archive = Path.Combine(_folder, "directives.archive");
        using (SoukEngine engine = Open(Text))
        {
            await engine.DirectAsync("test.note", Encoding.UTF8.GetBytes("first"));
            await Fill(engine, fromHour: 0, hours: 1);
            await engine.SnapshotAsync();
            await engine.DirectAsync("test.note", Encoding.UTF8.GetBytes("second"));
            await Fill(engine, fromHour: 1, hours: 1);
            await engine.SnapshotAsync();
            await Fill(engine, fromHour: 2, hours: 1);
        }

        byte[] whole = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
        DirectiveArchive good = new(archive);
        Assert.Equal(2, good.Read().Count());
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 1;
            await File.WriteAllBytesAsync(archive, flipped, TestContext.Current.CancellationToken);
            Assert.Contains(
                "is damaged at byte", Assert.Throws<InvalidDataException>(() => new DirectiveArchive(archive)).Message,
                StringComparison.Ordinal);
            if (i > 0)
            {
                await File.WriteAllBytesAsync(archive, whole[..i], TestContext.Current.CancellationToken);
                Assert.Throws<InvalidDataException>(() => new DirectiveArchive(archive));
            }
        }
    }

    [Fact]
    public async Task ASnapshotOfAnotherLog_IsPassedOver()
    {
        string other = TestMarket.TemporaryFolder();
        try
        {
            using (SoukEngine engine = Open(Text))
            {
                await Fill(engine, fromHour: 0, hours: 1);
            }

            using (SoukEngine engine = Open(Text, other))
            {
                await Fill(engine, fromHour: 0, hours: 1);
            }

            string stolen = Directory.GetFiles(Path.Combine(other, "snapshots")).Single();
            string own = Directory.GetFiles(Path.Combine(_folder, "snapshots")).Single();
            File.Copy(stolen, own, overwrite: true);
            using SoukEngine again = Open(null);
            Assert.Contains("taken of another log", Assert.Single(again.OpenReport.Remarks), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    private static ulong Notes(SoukEngine engine)
    {
        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<NoteProjection>().Arena.GetRoot(0);
    }

    private static async Task Fill(SoukEngine engine, int fromHour, int hours)
    {
        for (int minute = fromHour * 60; minute < (fromHour + hours) * 60; minute += 10)
        {
            EventBatch batch = TestMarket.Batch(
                engine.Definition,
                Enumerable.Range(0, 10).Select(i => TestMarket.View((minute * 60) + i, "ann", $"i{i}")));
            Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
            await answer;
        }
    }

    private SoukEngine Open(string? definition, string? folder = null) => SoukEngine.Open(new EngineOptions
    {
        Folder = folder ?? _folder,
        DefinitionText = definition,
        Projections = [new NoteFactory()],
        SegmentBytes = 4096,
        SnapshotOnClose = definition is not null,
    });

    // Counts directives only: their state does not hang on events that retention deletes.
    private sealed class NoteProjection : IProjection
    {
        public Arena Arena { get; } = new("notes");

        public void Apply(EventView e)
        {
        }

        public void Apply(Directive directive) => Arena.SetRoot(
            0, (Arena.GetRoot(0) * 31) + StableHash.Of(directive.Body) + (ulong)directive.Position.Value);

        public void Flush()
        {
        }

        public void Sync()
        {
        }

        public void Restored()
        {
        }

        public void Dispose() => Arena.Dispose();
    }

    private sealed class NoteFactory : IProjectionFactory
    {
        public string Name => "notes";

        public IProjection Create(ProjectionContext context) => new NoteProjection();
    }
}
