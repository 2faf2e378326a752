using System.Buffers.Binary;
using System.Globalization;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Log.Format;
using Souk.Risk.Decisions;

namespace Souk.Risk.Backtest;

/// <summary>
/// What a replay of a back-test has done so far, in a folder: at a position the state of the fold, and what was found,
/// so that it goes on from there after an interruption. The file of findings, little-endian: magic "SOUKBACK", format
/// u32, identity u64, the number of candidates i32, for each unjudged i64, changed i64, the number of rows i32 and the
/// rows, then the CRC-32C of all that. A row: position i64, time i64, checkpoint text, outcomes u8 and u8, amount f64,
/// bad u8, rules u16 with their texts, keys u16 with field and id; texts are UTF-8 after their length as a varint.
/// </summary>
internal sealed class BacktestProgress(string folder, ulong identity)
{
    private const uint Format = 2;
    private const string Rows = ".rows";
    private const string State = ".fold";

    private static ReadOnlySpan<byte> Magic => "SOUKBACK"u8;

    /// <summary>Where the fold's projections keep their side files.</summary>
    internal string StateFolder => Path.Combine(folder, "state");

    /// <summary>Keeps where the test is, and lets go of what it kept before.</summary>
    internal void Keep(Fold fold, IReadOnlyList<BacktestFindings> found, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        string name = PathOf(fold.Position);
        DurableFile.Write(name + Rows, Write(found));
        FoldFile.Write(fold, identity, name + State, cancellation);
        Forget(keep: fold.Position);
    }

    /// <summary>Goes on from the newest position that was kept whole.</summary>
    /// <param name="create">Makes a fold, as new.</param>
    /// <param name="fold">The fold, at the position or as new.</param>
    /// <returns>What was found before, or null if nothing was kept.</returns>
    internal BacktestFindings[]? Open(Func<Fold> create, out Fold fold)
    {
        Directory.CreateDirectory(folder);
        foreach (LogPosition position in Kept().OrderDescending())
        {
            string name = PathOf(position);
            fold = create();
            if (File.Exists(name + Rows) && Read(File.ReadAllBytes(name + Rows)) is BacktestFindings[] found
                && FoldFile.Read(fold, identity, name + State) is null && fold.Position == position)
            {
                return found;
            }

            fold.Dispose();
        }

        // Nothing was kept, or of another test: it begins anew.
        Forget(keep: LogPosition.Zero);
        fold = create();
        return null;
    }

    /// <summary>Deletes all that the replays of a test have kept in its folder.</summary>
    internal static void Forget(string folder)
    {
        foreach (string replay in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            if (int.TryParse(Path.GetFileName(replay), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                Directory.Delete(replay, recursive: true);
            }
        }
    }

    private void Forget(LogPosition keep)
    {
        string[] kept = keep == LogPosition.Zero ? [] : [PathOf(keep) + Rows, PathOf(keep) + State];
        foreach (string file in ((string[])[Rows, State, ".tmp"])
            .SelectMany(e => Directory.EnumerateFiles(folder, "*" + e)).Except(kept))
        {
            File.Delete(file);
        }

        if (keep == LogPosition.Zero && Directory.Exists(StateFolder))
        {
            Directory.Delete(StateFolder, recursive: true);
        }
    }

    private IEnumerable<LogPosition> Kept() =>
        [.. Directory.EnumerateFiles(folder, "*" + State)
            .Select(f => long.TryParse(
                Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture,
                out long p) ? p : 0)
            .Where(p => p > 0).Select(p => new LogPosition(p))];

    private string PathOf(LogPosition position) => Path.Combine(folder, $"{position.Value:D16}");

    private byte[] Write(IReadOnlyList<BacktestFindings> found)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory);
        writer.Write(Magic);
        writer.Write(Format);
        writer.Write(identity);
        writer.Write(found.Count);
        foreach (BacktestFindings candidate in found)
        {
            writer.Write(candidate.Unjudged);
            writer.Write(candidate.Changed);
            writer.Write(candidate.Rows.Count);
            candidate.Rows.ForEach(row => Write(writer, row));
        }

        writer.Write(Crc32C.Compute(memory.GetBuffer().AsSpan(0, (int)memory.Length)));
        return memory.ToArray();
    }

    private static void Write(BinaryWriter writer, BacktestRow row)
    {
        writer.Write(row.Position.Value);
        writer.Write(row.Time.Microseconds);
        writer.Write(row.Checkpoint);
        writer.Write((byte)row.Candidate);
        writer.Write((byte)row.Decided);
        writer.Write(row.Amount);
        writer.Write(row.IsBad);
        writer.Write((ushort)row.Rules.Length);
        Array.ForEach(row.Rules, writer.Write);
        writer.Write((ushort)row.Keys.Length);
        foreach ((string field, string id) in row.Keys)
        {
            writer.Write(field);
            writer.Write(id);
        }
    }

    private BacktestFindings[]? Read(byte[] bytes)
    {
        if (bytes.Length < Magic.Length + sizeof(uint) || !bytes.AsSpan().StartsWith(Magic)
            || Crc32C.Compute(bytes.AsSpan(..^sizeof(uint)))
                != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^sizeof(uint)..)))
        {
            return null;
        }

        using BinaryReader reader = new(new MemoryStream(bytes, Magic.Length, bytes.Length - Magic.Length));
        if (reader.ReadUInt32() != Format || reader.ReadUInt64() != identity)
        {
            return null;
        }

        BacktestFindings[] found = new BacktestFindings[reader.ReadInt32()];
        for (int i = 0; i < found.Length; i++)
        {
            (long unjudged, long changed) = (reader.ReadInt64(), reader.ReadInt64());
            BacktestRow[] rows = new BacktestRow[reader.ReadInt32()];
            foreach (ref BacktestRow row in rows.AsSpan())
            {
                row = ReadRow(reader);
            }

            found[i] = new BacktestFindings { Rows = [.. rows], Unjudged = unjudged, Changed = changed };
        }

        return found;
    }

    private static BacktestRow ReadRow(BinaryReader reader)
    {
        LogPosition position = new(reader.ReadInt64());
        LogTime time = new(reader.ReadInt64());
        string checkpoint = reader.ReadString();
        RiskOutcome candidate = (RiskOutcome)reader.ReadByte();
        RiskOutcome decided = (RiskOutcome)reader.ReadByte();
        double amount = reader.ReadDouble();
        bool isBad = reader.ReadBoolean();
        string[] rules = new string[reader.ReadUInt16()];
        foreach (ref string rule in rules.AsSpan())
        {
            rule = reader.ReadString();
        }

        (string, string)[] keys = new (string, string)[reader.ReadUInt16()];
        foreach (ref (string, string) key in keys.AsSpan())
        {
            key = (reader.ReadString(), reader.ReadString());
        }

        return new BacktestRow
        {
            Position = position,
            Time = time,
            Checkpoint = checkpoint,
            Candidate = candidate,
            Decided = decided,
            Amount = amount,
            Rules = rules,
            Keys = keys,
            IsBad = isBad,
        };
    }
}
