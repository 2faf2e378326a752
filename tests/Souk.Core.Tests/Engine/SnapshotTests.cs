using System.Buffers.Binary;
using Souk.Core.Engine;
using Souk.Core.Events;
using Souk.Core.State;
using Souk.Log;
using Souk.Log.Format;

namespace Souk.Core.Tests.Engine;

public sealed class SnapshotTests : IDisposable
{
    private const int StoredPageBytes = Arena.PageBytes + sizeof(uint);

    private readonly string _folder = TestMarket.TemporaryFolder();

    private string Snapshot => Directory.GetFiles(Path.Combine(_folder, "snapshots")).Order().Last();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task DamageAnywhere_AndACutAnywhere_AreFound()
    {
        ulong identity = await Fill();
        byte[] whole = await File.ReadAllBytesAsync(Snapshot, TestContext.Current.CancellationToken);
        int headBytes = whole.Length % StoredPageBytes;
        Assert.Null(Problem(whole, identity));
        Assert.Equal("it was taken of another log", Problem(whole, identity + 1));
        for (int at = 0; at < whole.Length; at += at < headBytes + 8 ? 1 : 16_411)
        {
            for (int bit = 0; bit < 8; bit += at < headBytes ? 1 : 7)
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= (byte)(1 << bit);
                Assert.True(Problem(damaged, identity) is not null, $"bit {bit} of byte {at}");
            }

            Assert.True(Problem(whole[..at], identity) is not null, $"cut at {at}");
        }

        for (int page = headBytes; page < whole.Length; page += StoredPageBytes)
        {
            byte[] damaged = [.. whole];
            damaged[page + Arena.PageBytes + 3] ^= 1;
            Assert.Contains("is damaged", Problem(damaged, identity), StringComparison.Ordinal);
            Assert.Equal("it is cut short", Problem(whole[..page], identity));
        }

        Assert.Equal("it is cut short", Problem([.. whole, 0], identity));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public async Task ADamagedNewest_IsPassedOver_ForTheOneBefore(double where)
    {
        await Fill();
        byte[] bytes = await File.ReadAllBytesAsync(Snapshot, TestContext.Current.CancellationToken);
        bytes[(int)(where * bytes.Length)] ^= 4;
        await File.WriteAllBytesAsync(Snapshot, bytes, TestContext.Current.CancellationToken);
        using SoukEngine engine = Open();
        Assert.Contains("was passed over", Assert.Single(engine.OpenReport.Remarks), StringComparison.Ordinal);
        Assert.Equal(new LogPosition(301), engine.OpenReport.SnapshotPosition);
        Assert.Equal(100, engine.OpenReport.Replayed);
        AssertEqualsReplay(engine);
    }

    [Fact]
    public async Task OneAheadOfTheLog_OrUnderAWrongName_IsPassedOver()
    {
        await Fill();
        string folder = Path.Combine(_folder, "snapshots");
        File.Copy(Snapshot, Path.Combine(folder, "0000000000000900.snapshot"));
        File.Move(Path.Combine(folder, "0000000000000401.snapshot"), Path.Combine(folder, "0000000000000400.snapshot"));
        using SoukEngine engine = Open();
        Assert.Equal(
            [
                "The snapshot 0000000000000900.snapshot was passed over: it covers position 900, and the log ends " +
                "at 401.",
                "The snapshot 0000000000000400.snapshot was passed over: it covers position 401, not 400.",
            ],
            engine.OpenReport.Remarks);
        Assert.Equal(new LogPosition(301), engine.OpenReport.SnapshotPosition);
        AssertEqualsReplay(engine);
    }

    [Fact]
    public async Task OneWhoseStateIsLaidOutDifferently_IsPassedOver()
    {
        ulong identity = await Fill();
        byte[] bytes = File.ReadAllBytes(Snapshot);
        Assert.Null(Problem(bytes, identity));

        // Behind the prefix, the identity of the log, the position and the fingerprint with its length.
        const int fingerprint = 16 + 8 + 8;
        bytes[fingerprint + 1 + bytes[fingerprint]] ^= 1;
        int length = 16 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(length), Crc32C.Compute(bytes.AsSpan(0, length)));
        Assert.Contains("lays its state out differently", Problem(bytes, identity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneUnderAnotherDefinition_IsPassedOver()
    {
        await Fill();
        using SoukEngine engine = Open(TestMarket.Text.Replace("30d", "40d"));
        Assert.Equal(2, engine.OpenReport.Remarks.Count);
        Assert.All(
            engine.OpenReport.Remarks, r => Assert.Contains("under another definition", r, StringComparison.Ordinal));
        Assert.Equal(2, engine.DefinitionVersion);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "snapshots")));
    }

    [Fact]
    public async Task Snapshots_WhileEventsGoOn_EachLoadToTheStateOfItsPosition()
    {
        using (SoukEngine engine = Open(snapshotOnClose: false))
        {
            for (int round = 0; round < 5; round++)
            {
                List<Task> answers = [];
                Task snapshot = engine.SnapshotAsync();
                for (int batch = 0; batch < 20; batch++)
                {
                    answers.Add(Submit(engine, (round * 2_000) + (batch * 100), 100));
                }

                await Task.WhenAll(answers);
                await snapshot;
            }

            Assert.True(engine.Counters.LongestSnapshotHoldMicroseconds > 0);
            Assert.Null(engine.SnapshotFailure);
        }

        using SoukEngine again = Open();
        Assert.Empty(again.OpenReport.Remarks);
        Assert.True(again.OpenReport.SnapshotPosition > LogPosition.Zero);
        AssertEqualsReplay(again);
    }

    [Fact]
    public async Task OneThatCannotBeWritten_IsReported_AndTheEngineGoesOn()
    {
        using SoukEngine engine = Open();
        await Submit(engine, 0, 10);
        Directory.CreateDirectory(Path.Combine(_folder, "snapshots", "0000000000000011.snapshot.tmp"));
        await Assert.ThrowsAnyAsync<Exception>(engine.SnapshotAsync);
        Assert.NotNull(engine.SnapshotFailure);
        await Submit(engine, 10, 10);
        await engine.SnapshotAsync();
        Assert.Null(engine.SnapshotFailure);
        Assert.Equal(new LogPosition(21), engine.SnapshotPosition);
    }

    private static void AssertEqualsReplay(SoukEngine engine)
    {
        using Fold clean = new(engine.Definition, []);
        new LogReplayer(engine.Log, engine.Definitions).Replay(clean, null, null, CancellationToken.None);
        using FoldScope scope = engine.Read();
        SoukEngineTests.AssertEqualState(clean, scope.Fold);
    }

    private static async Task Submit(SoukEngine engine, int from, int count)
    {
        EventBatch batch = TestMarket.Batch(
            engine.Definition,
            Enumerable.Range(from, count)
                .Select(n => TestMarket.View(n, $"s{n % 97}", $"i{n % 31}", $"session{n / 3}")));
        Assert.True(engine.TrySubmit(batch, Acknowledgement.Durable, out Task<SubmitResult> answer));
        await answer;
    }

    private string? Problem(byte[] bytes, ulong identity)
    {
        string path = Path.Combine(_folder, "tried");
        File.WriteAllBytes(path, bytes);
        using Fold fold = new(TestMarket.Definition, []);
        try
        {
            return SnapshotFile.Read(path, identity, fold);
        }
        catch (EndOfStreamException e)
        {
            return e.Message;
        }
    }

    private async Task<ulong> Fill()
    {
        using SoukEngine engine = Open();
        await Submit(engine, 0, 300);
        await engine.SnapshotAsync();
        await Submit(engine, 300, 100);
        return ((SegmentedLog)engine.Log).Identity;
    }

    private SoukEngine Open(string? text = null, bool snapshotOnClose = true) => SoukEngine.Open(new EngineOptions
    {
        Folder = _folder,
        DefinitionText = text ?? TestMarket.Text,
        SnapshotOnClose = snapshotOnClose,
    });
}
