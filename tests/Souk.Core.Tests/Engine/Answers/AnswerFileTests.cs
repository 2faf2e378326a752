using Souk.Core.Definition;
using Souk.Core.Engine.Answers;
using Souk.Log;

namespace Souk.Core.Tests.Engine.Answers;

public sealed class AnswerFileTests : IDisposable
{
    private const ulong Identity = 0x0123456789ABCDEF;

    // Written by format 1. It must be readable for ever.
    private const string Golden =
        "534F554B414E53570100000002000000EFCDAB89674523010A00000000000000630000000000000061626364650C0000000000000007000000"
        + "0000000028000000000000002A0000000000000008000000000000002B000000000000002B0000000000000009000000000000002B00"
        + "0000000000000B000000000000002D00000000000000030000000000000001000000";

    private static readonly MarketplaceDefinition _definition =
        DefinitionLoader.Parse(TestMarket.Text, "test.yaml").OrThrow();

    private readonly string _folder = TestMarket.TemporaryFolder();

    private string File1 => Path.Combine(_folder, "a.answers");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheGoldenFile_IsWrittenAndRead()
    {
        WriteGolden();
        byte[] written = File.ReadAllBytes(File1);
        Assert.Equal(Golden, Convert.ToHexString(written[..^4]));
        using EndedAnswers answers = EndedAnswers.Open(File1, Identity, _ => _definition, out string? problem)!;
        Assert.Null(problem);
        Assert.Equal((2, 10L, 11L, 99L, 3L), (answers.Version, answers.After.Value, answers.Since.Value,
            answers.Through.Value, answers.Count));
        Assert.Equal([12L, 42L, 43L], Enumerable.Range(0, 3).Select(i => answers.PositionAt(i).Value));
        Assert.Equal([7UL, 8, 9], Enumerable.Range(0, 3).Select(i => answers.KeyAt(i)));
        Assert.Equal(
            ["abc"u8.ToArray(), [], "de"u8.ToArray()], Enumerable.Range(0, 3).Select(i => answers.RecordAt(i)));
        Assert.Equal([0L, 0, 1, 1, 2, 3], new long[] { 1, 12, 13, 42, 43, 44 }
            .Select(p => answers.NumberFrom(new LogPosition(p))));
        Assert.Equal((false, true, true, false), (Covers(10), Covers(11), Covers(99), Covers(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => answers.KeyAt(3));

        bool Covers(long position) => answers.Covers(new LogPosition(position));
    }

    [Fact]
    public void AFileTornAtAnyByte_IsRefused()
    {
        WriteGolden();
        byte[] whole = File.ReadAllBytes(File1);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(File1, whole[..length]);
            Assert.Null(EndedAnswers.Open(File1, Identity, _ => _definition, out string? problem));
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void AFileWithAnyByteChanged_IsRefused()
    {
        WriteGolden();
        byte[] whole = File.ReadAllBytes(File1);
        Random random = new(5);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(File1, damaged);
            Assert.Null(EndedAnswers.Open(File1, Identity, _ => _definition, out string? problem));
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void AFileOfAnotherLog_IsRefused()
    {
        WriteGolden();
        Assert.Null(EndedAnswers.Open(File1, Identity + 1, _ => _definition, out string? problem));
        Assert.Equal("it is of another log", problem);
    }

    [Fact]
    public void Answers_AreWrittenInTheOrderOfTheLog_WithinTheirSpan()
    {
        using AnswerWriter writer = new(File1, Identity, 1, new LogPosition(10), new LogPosition(20));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(new LogPosition(10), 0, []));
        writer.Add(new LogPosition(15), 0, []);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(new LogPosition(15), 0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(new LogPosition(21), 0, []));
        writer.Dispose();
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void ManyAnswers_ComeBackAsTheyWere()
    {
        const int Count = 60_000;
        Random random = new(9);
        byte[][] records = [.. Enumerable.Range(0, Count).Select(_ => new byte[random.Next(30)])];
        Array.ForEach(records, random.NextBytes);
        using (AnswerWriter writer = new(File1, Identity, 1, LogPosition.Zero, new LogPosition(3 * Count)))
        {
            for (int i = 0; i < Count; i++)
            {
                writer.Add(new LogPosition((3 * i) + 1), (ulong)i * 77, records[i]);
            }

            writer.Finish(isLast: true);
        }

        using EndedAnswers answers = EndedAnswers.Open(File1, Identity, _ => _definition, out _)!;
        Assert.True(answers.IsLast);
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(i, answers.NumberFrom(new LogPosition((3 * i) + 1)));
            Assert.Equal((ulong)i * 77, answers.KeyAt(i));
            Assert.True(records[i].AsSpan().SequenceEqual(answers.RecordAt(i)));
        }
    }

    private void WriteGolden()
    {
        using AnswerWriter writer = new(File1, Identity, 2, new LogPosition(10), new LogPosition(99));
        writer.Add(new LogPosition(12), 7, "abc"u8);
        writer.Add(new LogPosition(42), 8, []);
        writer.Add(new LogPosition(43), 9, "de"u8);
        writer.Finish(isLast: true);
    }
}
