using System.Text;
using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class DirectiveTests : IDisposable
{
    private readonly string _folder = TestMarket.TemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Direct_IsSeenAtItsPosition_LiveAndAfterARestart(bool snapshotOnClose)
    {
        ulong live;
        using (SoukEngine engine = Open(snapshotOnClose))
        {
            await Submit(engine, TestMarket.View(1, "a", "i"));
            LogPosition position = await engine.DirectAsync("test.note", Encoding.UTF8.GetBytes("seven"));
            Assert.Equal(new LogPosition(3), position);
            await Submit(engine, TestMarket.View(2, "a", "i"));
            live = Digest(engine);
        }

        using SoukEngine again = Open(snapshotOnClose);
        Assert.Equal(live, Digest(again));
        Assert.Equal(new LogPosition(4), again.LastPosition);
    }

    [Fact]
    public async Task Direct_DoesNotMoveTheLogTime()
    {
        using SoukEngine engine = Open(snapshotOnClose: true);
        await engine.DirectAsync("test.note", new byte[] { 1 });
        await Submit(engine, TestMarket.View(5, "a", "i"));
        using FoldScope scope = engine.Read();
        Assert.Equal(TestMarket.Start.Microseconds + 5_000_000, scope.Fold.Time.Microseconds);
    }

    [Fact]
    public async Task Direct_ThatIsRefused_LeavesNothing()
    {
        using SoukEngine engine = Open(snapshotOnClose: true);
        LogPosition before = engine.LastPosition;
        DirectiveRefusedException error = await Assert.ThrowsAsync<DirectiveRefusedException>(
            () => engine.DirectAsync("test.note", new byte[] { 1 }, _ => "version 3 is in force, not 2"));
        Assert.Equal("version 3 is in force, not 2", error.Message);
        Assert.Equal(before, engine.LastPosition);
        Assert.Null(engine.Failure);
    }

    [Fact]
    public async Task Direct_ABodyThatIsTooLong_IsRefused()
    {
        using SoukEngine engine = Open(snapshotOnClose: true);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => engine.DirectAsync("test.note", new byte[Directive.MaxBodyBytes + 1]));
    }

    [Fact]
    public async Task Direct_WhoseProjectionThrows_StopsTheEngine()
    {
        using SoukEngine engine = Open(snapshotOnClose: false);
        await Assert.ThrowsAsync<FormatException>(() => engine.DirectAsync("test.fault", new byte[] { 1 }));
        Assert.IsType<FormatException>(engine.Failure);
    }

    [Fact]
    public void Require_AProjectionThatDoesNotRunBefore_SaysSo()
    {
        using SoukEngine engine = Open(snapshotOnClose: true);
        using FoldScope scope = engine.Read();
        ProjectionContext context = new(engine.Definition, scope.Fold.Entities, scope.Fold.Profiles, null, []);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => context.Require<Notes>());
        Assert.Contains("Notes", error.Message, StringComparison.Ordinal);
    }

    private static ulong Digest(SoukEngine engine)
    {
        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<Notes>().Arena.GetRoot(0);
    }

    private static async Task Submit(SoukEngine engine, params string[] events)
    {
        Assert.True(engine.TrySubmit(
            TestMarket.Batch(engine.Definition, events), Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    private SoukEngine Open(bool snapshotOnClose) => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = TestMarket.Text,
        Projections = [new NotesFactory()],
        SnapshotOnClose = snapshotOnClose,
    });

    // Chains what it sees into one number, so that order and content both count.
    private sealed class Notes : IProjection
    {
        public Arena Arena { get; } = new("notes");

        public void Apply(EventView e) => Add((ulong)e.Position.Value);

        public void Apply(Directive directive)
        {
            if (directive.Name == "test.fault")
            {
                throw new FormatException("a fault");
            }

            Add(StableHash.Of(directive.Body) + (ulong)directive.Position.Value);
        }

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

        private void Add(ulong value) => Arena.SetRoot(0, (Arena.GetRoot(0) * 31) + value);
    }

    private sealed class NotesFactory : IProjectionFactory
    {
        public string Name => "notes";

        public IProjection Create(ProjectionContext context) => new Notes();
    }
}
