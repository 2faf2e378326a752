using System.Buffers.Binary;
using Souk.Features.Journal;

namespace Souk.Features.Tests.Journal;

public sealed class EffectJournalTests : IDisposable
{
    private const int RecordBytes = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cursors_at_any_distance_read_what_was_written(bool inFolder)
    {
        // More than what is kept in memory, so that the far cursor reads files.
        const int Records = 60_000;
        using EffectJournal journal = new(inFolder ? _folder : null, RecordBytes);
        int[] distances = [1, 5_000, 50_000];
        JournalCursor[] cursors = [.. distances.Select(_ => journal.AddCursor())];
        for (int i = 0; i < Records; i++)
        {
            Append(journal, i);
            for (int c = 0; c < cursors.Length; c++)
            {
                if (cursors[c].NextTime <= i - distances[c])
                {
                    AssertRecord(cursors[c], i - distances[c]);
                    cursors[c].Advance();
                }
            }
        }

        Assert.True(journal.FileBytes > 0);
        for (int c = 0; c < cursors.Length; c++)
        {
            Assert.Equal(Records - distances[c], cursors[c].NextTime);
        }
    }

    [Fact]
    public void Files_that_all_cursors_passed_are_deleted_once_no_snapshot_needs_them()
    {
        using EffectJournal journal = new(_folder, 100_000);
        JournalCursor cursor = journal.AddCursor();
        long most = 0;
        for (int i = 0; i < 6_000; i++)
        {
            journal.Begin();
            journal.Commit(i, i + 1, 100_000);
            while (cursor.NextTime <= i - 10)
            {
                cursor.Advance();
            }

            if (i % 500 == 0)
            {
                journal.Flush();
                journal.Sync();
                most = Math.Max(most, journal.FileBytes);
            }
        }

        Assert.InRange(most, 1, 5 * JournalSegment.TargetBytes);
    }

    [Fact]
    public void Reopen_finds_every_flush_again_and_cuts_off_what_came_later()
    {
        List<(long End, long Offset, int Count)> flushes = [];
        using (EffectJournal journal = new(_folder, RecordBytes))
        {
            JournalCursor cursor = journal.AddCursor();
            for (int i = 0; i < 3_000; i++)
            {
                Append(journal, i);
                if (i >= 50)
                {
                    cursor.Advance();
                }

                if (i % 700 == 699)
                {
                    journal.Flush();
                    flushes.Add((journal.End, cursor.Offset, i + 1));
                }
            }

            journal.Flush();
        }

        for (int f = flushes.Count - 1; f >= 0; f--)
        {
            using EffectJournal reopened = new(_folder, RecordBytes);
            JournalCursor cursor = reopened.AddCursor();
            reopened.Reopen(flushes[f].End, [flushes[f].Offset]);
            for (int i = flushes[f].Count - 50; i < flushes[f].Count; i++)
            {
                AssertRecord(cursor, i);
                cursor.Advance();
            }

            Assert.Equal(long.MaxValue, cursor.NextTime);
            Append(reopened, 9_999);
            AssertRecord(cursor, 9_999);
        }
    }

    [Fact]
    public void A_file_that_was_cut_or_changed_anywhere_is_refused()
    {
        long end;
        using (EffectJournal journal = new(_folder, RecordBytes))
        {
            journal.AddCursor();
            for (int i = 0; i < 12; i++)
            {
                Append(journal, i);
            }

            journal.Flush();
            end = journal.End;
        }

        string file = Directory.GetFiles(_folder).Single();
        byte[] whole = File.ReadAllBytes(file);
        for (int length = 0; length < whole.Length; length++)
        {
            AssertRefused(file, whole[..length], end);
        }

        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= (byte)(1 << (at % 8));
            AssertRefused(file, changed, end);
        }

        File.WriteAllBytes(file, whole);
        using EffectJournal intact = new(_folder, RecordBytes);
        intact.AddCursor();
        intact.Reopen(end, [0]);
    }

    [Fact]
    public void The_form_of_a_file_stays_as_it_is()
    {
        using (EffectJournal journal = new(_folder, RecordBytes))
        {
            journal.AddCursor();
            "effects"u8.CopyTo(journal.Begin());
            journal.Commit(time: 0x0102030405060708, position: 9, length: 7);
            journal.Flush();
        }

        string file = Directory.GetFiles(_folder).Single();
        Assert.Equal("0000000000000000000.effects", Path.GetFileName(file));
        Assert.Equal(
            "534F554B45464601" + "0000000000000000" + "1700000000000000" + "E40320ED4D4AC1A4"
            + "0807060504030201" + "0700000900000000" + "65666665637473",
            Convert.ToHexString(File.ReadAllBytes(file)));
    }

    [Fact]
    public void A_new_journal_forgets_the_files_of_an_old_one()
    {
        using (EffectJournal journal = new(_folder, RecordBytes))
        {
            journal.AddCursor();
            Append(journal, 1);
            journal.Flush();
        }

        using EffectJournal fresh = new(_folder, RecordBytes);
        JournalCursor cursor = fresh.AddCursor();
        Append(fresh, 2);
        AssertRecord(cursor, 2);
    }

    private static int LengthOf(int i) => i < 20 ? 20 + i : 400 + (i % 90);

    private static void Append(EffectJournal journal, int i)
    {
        int length = LengthOf(i);
        Span<byte> room = journal.Begin();
        room[..length].Fill((byte)i);
        BinaryPrimitives.WriteInt64LittleEndian(room, i);
        journal.Commit(i, i + 1, length);
    }

    private static void AssertRecord(JournalCursor cursor, int i)
    {
        Assert.Equal(i, cursor.NextTime);
        ReadOnlySpan<byte> record = cursor.Current(out long position);
        Assert.Equal(i + 1, position);
        Assert.Equal(LengthOf(i), record.Length);
        Assert.Equal(i, BinaryPrimitives.ReadInt64LittleEndian(record));
        Assert.False(record[8..].ContainsAnyExcept((byte)i));
    }

    private void AssertRefused(string file, byte[] content, long end)
    {
        foreach (string other in Directory.GetFiles(_folder))
        {
            File.Delete(other);
        }

        File.WriteAllBytes(file, content);
        using EffectJournal journal = new(_folder, RecordBytes);
        journal.AddCursor();
        Assert.Throws<InvalidDataException>(() => journal.Reopen(end, [0]));
    }
}
