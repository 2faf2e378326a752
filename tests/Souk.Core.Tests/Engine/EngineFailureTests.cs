using Souk.Core.Definition;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class EngineFailureTests : IDisposable
{
    private readonly string _folder = TestMarket.TemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AFailedFsync_FailsWhatIsPendingAndAllThatComes_AndARestartGoesOn()
    {
        FaultyFiles files = new();
        using (SoukEngine engine = Open(files: files))
        {
            await Submit(engine, TestMarket.View(1, "a", "i"));
            files.IsBroken = true;
            await Assert.ThrowsAsync<LogFailedException>(() => Submit(engine, TestMarket.View(2, "a", "i")));
            await Assert.ThrowsAsync<LogFailedException>(() => Submit(engine, TestMarket.View(3, "a", "i")));
            await Assert.ThrowsAsync<LogFailedException>(
                () => Submit(engine, Acknowledgement.Buffered, TestMarket.View(4, "a", "i")));
            await Assert.ThrowsAsync<LogFailedException>(engine.SnapshotAsync);
            await Assert.ThrowsAsync<LogFailedException>(() => engine.DirectAsync("x", default));
            Assert.IsType<LogFailedException>(engine.Failure);
        }

        files.IsBroken = false;
        using SoukEngine again = Open(files: files);
        Assert.Null(again.Failure);
        Assert.Equal(0, (await Submit(again, TestMarket.View(3, "a", "i"))).Duplicates);
        Assert.Equal(1, (await Submit(again, TestMarket.View(1, "a", "i"))).Duplicates);
    }

    [Fact]
    public async Task AProjectionThatThrows_StopsTheEngine_AndTheEventIsThereAfterARestart()
    {
        CountingFactory factory = new() { FailAt = "v2" };
        using (SoukEngine engine = Open(factory))
        {
            await Submit(engine, TestMarket.View(1, "a", "i"));
            await engine.SnapshotAsync();
            Exception thrown = await Assert.ThrowsAsync<InvalidOperationException>(
                () => Submit(engine, TestMarket.View(2, "a", "i")));
            Assert.Equal("broken at v2", thrown.Message);
            Assert.Same(thrown, engine.Failure);
            await Assert.ThrowsAsync<InvalidOperationException>(() => Submit(engine, TestMarket.View(3, "a", "i")));
            await Assert.ThrowsAsync<InvalidOperationException>(engine.SnapshotAsync);
            await Assert.ThrowsAsync<InvalidOperationException>(() => engine.ChangeDefinitionAsync(
                TestMarket.Text.Replace("30d", "40d"), cancellation: TestContext.Current.CancellationToken));
        }

        factory.FailAt = null;
        using SoukEngine again = Open(factory);
        Assert.Equal(1, again.OpenReport.Replayed);
        Assert.Equal(1, (await Submit(again, TestMarket.View(2, "a", "i"))).Duplicates);
        using FoldScope scope = again.Read();
        Assert.Equal(2ul, scope.Fold.Projection<CountingProjection>().Arena.GetRoot(0));
    }

    [Fact]
    public async Task AFullQueue_Refuses_TakesNothing_AndTakesAgainLater()
    {
        using SoukEngine engine = Open();
        string big = new('x', 16_000);
        List<Task<SubmitResult>> answers = [];
        int taken = FillWhileHeld(engine, big, answers);
        Assert.Equal(1, engine.Counters.RefusedBatches);
        await Task.WhenAll(answers);
        Assert.Equal(taken * 100, engine.LastPosition.Value - 1);
        await Submit(engine, TestMarket.View(1, "a", "i"));
    }

    [Fact]
    public async Task ASubmissionLargerThanABatchOfTheLog_IsTakenWhole()
    {
        const int Events = 700;
        using (SoukEngine engine = Open())
        {
            SubmitResult result = await Submit(engine, Big(Events, "e", new string('x', 16_000)));
            Assert.Equal(Enumerable.Range(2, Events).Select(p => new LogPosition(p)), result.Positions);
            SubmitResult again = await Submit(engine, [.. Big(Events, "e", "y"), .. Big(3, "f", "y")]);
            Assert.Equal(Events, again.Duplicates);
            Assert.Equal(result.Positions, again.Positions.Take(Events));
            Assert.Equal(Events + 2, again.Positions[Events].Value);
        }

        using SoukEngine reopened = Open();
        using IBatchReader reader = reopened.Log.Read(new LogPosition(2));
        int batches = 0;
        while (reader.MoveNext())
        {
            Assert.True(reader.Payload.Length < 6 << 20);
            batches++;
        }

        Assert.True(batches > 2);
    }

    [Fact]
    public void ABatchOfAStrangeDefinition_IsRefusedToItsCaller_AndNobodyElse()
    {
        using SoukEngine engine = Open();
        MarketplaceDefinition other = DefinitionLoader.Parse(TestMarket.Text, "other.yaml").OrThrow();
        EventBatch batch = TestMarket.Batch(other, TestMarket.View(1, "a", "i"));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => engine.TrySubmit(batch, Acknowledgement.Durable, out _));
        Assert.Contains("never put in force", error.Message, StringComparison.Ordinal);
        Assert.Null(engine.Failure);
    }

    [Fact]
    public async Task AfterClosing_EverythingIsRefused()
    {
        SoukEngine engine = Open();
        EventBatch batch = TestMarket.Batch(engine.Definition, TestMarket.View(1, "a", "i"));
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.TrySubmit(batch, Acknowledgement.Durable, out _));
        await Assert.ThrowsAsync<ObjectDisposedException>(engine.SnapshotAsync);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.DirectAsync("x", default));
    }

    [Fact]
    public async Task ASecondChangeOfTheDefinition_IsRefused_WhileTheFirstIsUnderWay()
    {
        CountingFactory factory = new();
        using SoukEngine engine = Open(factory);
        await Submit(engine, TestMarket.View(1, "a", "i"));
        Task? second = null;
        factory.Creating = () => second ??= engine.ChangeDefinitionAsync(TestMarket.Text.Replace("30d", "50d"));
        await engine.ChangeDefinitionAsync(
            TestMarket.Text.Replace("30d", "40d"), cancellation: TestContext.Current.CancellationToken);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => second!);
        Assert.Contains("under way", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, engine.DefinitionVersion);
        factory.Creating = null;
        await engine.ChangeDefinitionAsync(
            TestMarket.Text.Replace("30d", "50d"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(3, engine.DefinitionVersion);
    }

    [Fact]
    public async Task ALongerIdHorizon_PassesOverWhatIsADuplicateNow_AndTakesEventsOn()
    {
        string shorter = TestMarket.Text.Replace("30d", "1h");
        using (SoukEngine engine = Open(text: shorter))
        {
            await Submit(engine, Signed("x", 0, "DE"), Signed("y", 7_200, "FR"), Signed("x", 7_201, "IT"));
            await engine.ChangeDefinitionAsync(TestMarket.Text, cancellation: TestContext.Current.CancellationToken);
            await Submit(engine, Signed("z", 7_200, "ES"));
            Assert.Null(engine.Failure);
        }

        using SoukEngine again = Open();
        await Submit(again, Signed("zz", 7_200, "ES"));
        Assert.Null(again.Failure);
    }

    [Theory]
    [InlineData(0, 1 << 20)]
    [InlineData(1, 1000)]
    public void OptionsOutsideTheirBounds_AreRefused(long snapshotEvery, long waitingBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SoukEngine.Open(
            new EngineOptions
            {
                Folder = _folder,
                DefinitionText = TestMarket.Text,
                SnapshotEveryEvents = snapshotEvery,
                MaxWaitingBytes = waitingBytes,
            },
            cancellation: TestContext.Current.CancellationToken));

    private static string Signed(string id, int second, string country) =>
        $$"""{"type":"sign_up","id":"{{id}}","time":"{{Souk.Core.Intake.Rfc3339.Format(new LogTime(TestMarket.Start.Microseconds + (second * 1_000_000L)))}}","shopper":"{{id}}","country":"{{country}}"}""";

    private static string[] Big(int count, string prefix, string text) =>
        [.. Enumerable.Range(0, count).Select(i =>
            $$"""{"type":"sign_up","id":"{{prefix}}{{i}}","time":"2026-01-01T00:00:00Z","shopper":"s","country":"{{text}}"}""")];

    // While a reader holds the state, the sequencer waits and the queue fills.
    private static int FillWhileHeld(SoukEngine engine, string text, List<Task<SubmitResult>> answers)
    {
        using FoldScope held = engine.Read();
        for (int i = 0; i < 100; i++)
        {
            EventBatch batch = TestMarket.Batch(engine.Definition, Big(100, $"b{i}-", text));
            if (!engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer))
            {
                return i;
            }

            answers.Add(answer);
        }

        throw new InvalidOperationException("the queue never filled");
    }

    private static Task<SubmitResult> Submit(SoukEngine engine, params string[] events) =>
        Submit(engine, Acknowledgement.Durable, events);

    private static Task<SubmitResult> Submit(SoukEngine engine, Acknowledgement acknowledgement, params string[] events)
    {
        Assert.True(engine.TrySubmit(
            TestMarket.Batch(engine.Definition, events), acknowledgement, out Task<SubmitResult> answer));
        return answer;
    }

    private SoukEngine Open(CountingFactory? factory = null, FaultyFiles? files = null, string? text = null) =>
        SoukEngine.Open(new EngineOptions
        {
            Folder = _folder,
            DefinitionText = text ?? TestMarket.Text,
            Projections = factory is null ? [] : [factory],
            LogFiles = files,
            MaxWaitingBytes = 4 << 20,
        });

    private sealed class CountingFactory : IProjectionFactory
    {
        internal string? FailAt { get; set; }

        internal Action? Creating { get; set; }

        public string Name => "counting";

        public IProjection Create(ProjectionContext context)
        {
            Creating?.Invoke();
            return new CountingProjection(this);
        }
    }

    private sealed class CountingProjection(CountingFactory factory) : IProjection
    {
        public Arena Arena { get; } = new("counting");

        public void Apply(EventView e)
        {
            Arena.SetRoot(0, Arena.GetRoot(0) + 1);
            if (factory.FailAt is string id && e.Id.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(id)))
            {
                throw new InvalidOperationException($"broken at {id}");
            }
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
    }
}
