using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Core.Tests.Engine;

public sealed class ReplayEqualsLiveTests : IDisposable
{
    private static readonly string _text = TestMarket.Text.Replace("30d", "1h");

    private readonly string _folder = TestMarket.TemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task RandomStreams_WithDuplicatesAndRestarts_LeaveTheBytesOfAReplay(int seed)
    {
        Random random = new(seed);
        int second = 0;
        for (int run = 0; run < 6; run++)
        {
            using SoukEngine engine = Open(_text, snapshotOnClose: random.Next(2) == 0);
            await AssertEqualsReplay(engine);
            for (int step = 0; step < 30; step++)
            {
                second += random.Next(600);
                int now = second;
                string[] events = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Event(random, now))];
                EventBatch batch = TestMarket.Batch(engine.Definition, events);
                Acknowledgement acknowledgement = random.Next(2) == 0
                    ? Acknowledgement.Durable
                    : Acknowledgement.Buffered;
                Assert.True(engine.TrySubmit(batch, acknowledgement, out Task<SubmitResult> answer));
                await answer;
                if (random.Next(15) == 0)
                {
                    await engine.SnapshotAsync();
                }
            }

            await AssertEqualsReplay(engine);
        }
    }

    [Fact]
    public async Task ManySubmittersReadersAndChanges_LoseNothing_AndLeaveTheBytesOfAReplay()
    {
        const int Submitters = 4;
        const int Batches = 40;
        const int Events = 25;
        using SoukEngine engine = Open(_text, snapshotOnClose: false);
        using CancellationTokenSource done = new();
        Task<int>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadUntil(engine, done.Token)))];
        Task<List<long>>[] submitters = [.. Enumerable.Range(0, Submitters).Select(s =>
            Task.Run(() => SubmitAll(engine, s, Batches, Events)))];
        for (int change = 0; change < 3; change++)
        {
            await engine.SnapshotAsync();
            await engine.ChangeDefinitionAsync(
                _text.Replace("country: text, age: whole }", $"country: text, age: whole, extra{change}: whole }}"),
                cancellation: TestContext.Current.CancellationToken);
        }

        List<long> positions = [.. (await Task.WhenAll(submitters)).SelectMany(p => p)];
        await done.CancelAsync();
        Assert.Equal(0, (await Task.WhenAll(readers)).Sum());
        Assert.Equal(Submitters * Batches * Events, positions.Distinct().Count());
        Assert.Equal(4, engine.DefinitionVersion);
        Assert.Equal((Submitters * Batches * Events) + 4, engine.LastPosition.Value);
        await AssertEqualsReplay(engine);
    }

    private static async Task<List<long>> SubmitAll(SoukEngine engine, int submitter, int batches, int events)
    {
        List<long> positions = [];
        for (int b = 0; b < batches; b++)
        {
            EventBatch batch = TestMarket.Batch(
                engine.Definition,
                Enumerable.Range(0, events)
                    .Select(i => TestMarket.View((((submitter * batches) + b) * events) + i, $"s{i}", "i")));
            Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
            SubmitResult result = await answer;
            Assert.Equal(0, result.Duplicates);
            positions.AddRange(result.Positions.Select(p => p.Value));
        }

        return positions;
    }

    // How often a read showed an older state than the one before.
    private static int ReadUntil(SoukEngine engine, CancellationToken done)
    {
        LogPosition last = LogPosition.Zero;
        int backwards = 0;
        while (!done.IsCancellationRequested)
        {
            using FoldScope scope = engine.Read();
            backwards += scope.Fold.Position < last ? 1 : 0;
            last = scope.Fold.Position;
        }

        return backwards;
    }

    private static string Event(Random random, int second)
    {
        // A third of the ids come again, also later than the horizon, also with an own time before or after the newest.
        string id = random.Next(3) == 0 ? $"again{random.Next(40)}" : $"e{random.NextInt64()}";
        long micros = TestMarket.Start.Microseconds + (Math.Max(0, second + random.Next(-300, 4_000)) * 1_000_000L);
        string head = $"\"id\":\"{id}\",\"time\":\"{Rfc3339.Format(new LogTime(micros))}\"";
        return random.Next(3) switch
        {
            0 => $$"""{"type":"sign_up",{{head}},"shopper":"s{{random.Next(20)}}","country":"c{{random.Next(5)}}"}""",
            1 => $$"""{"type":"listed",{{head}},"item":"i{{random.Next(20)}}","category":"c{{random.Next(9)}}","price":{{random.Next(100)}},"tags":["t{{random.Next(9)}}","x"],"owner":"s{{random.Next(30)}}"}""",
            _ => $$"""{"type":"view",{{head}},"shopper":"s{{random.Next(20)}}","item":"i{{random.Next(40)}}","session":"n{{random.Next(60)}}"}""",
        };
    }

    private static async Task AssertEqualsReplay(SoukEngine engine)
    {
        if (engine.LastPosition > LogPosition.Zero)
        {
            await engine.Log.WaitForDurable(engine.LastPosition);
        }

        using Fold clean = new(engine.Definition, []);
        new LogReplayer(engine.Log, engine.Definitions).Replay(clean, null, null, CancellationToken.None);
        using FoldScope scope = engine.Read();
        SoukEngineTests.AssertEqualState(clean, scope.Fold);
    }

    private SoukEngine Open(string text, bool snapshotOnClose) => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = text,
        SnapshotOnClose = snapshotOnClose,
    });
}
