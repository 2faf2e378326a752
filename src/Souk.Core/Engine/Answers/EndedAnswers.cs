using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Souk.Core.Definition;
using Souk.Log;
using Souk.Log.Format;

namespace Souk.Core.Engine.Answers;

/// <summary>What was answered over a span of the log under a definition that has ended. Safe for use from several
/// threads.</summary>
public sealed class EndedAnswers : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _indexOffset;

    private EndedAnswers(string path, MemoryMappedFile file, MarketplaceDefinition definition)
    {
        Path = path;
        Definition = definition;
        _file = file;
        _view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        long foot = new FileInfo(path).Length - AnswerFormat.FootBytes;
        Version = _view.ReadInt32(12);
        After = new LogPosition(_view.ReadInt64(24));
        Through = new LogPosition(_view.ReadInt64(32));
        Since = new LogPosition(_view.ReadInt64(foot));
        _indexOffset = _view.ReadInt64(foot + 8);
        Count = _view.ReadInt64(foot + 16);
        IsLast = _view.ReadInt32(foot + 24) == 1;
    }

    /// <summary>The version of the definition.</summary>
    public int Version { get; }

    /// <summary>The definition.</summary>
    public MarketplaceDefinition Definition { get; }

    /// <summary>The position before the span.</summary>
    public LogPosition After { get; }

    /// <summary>The first position from which on every answer of the span is here.</summary>
    public LogPosition Since { get; }

    /// <summary>The last position of the span.</summary>
    public LogPosition Through { get; }

    /// <summary>How many answers there are.</summary>
    public long Count { get; }

    internal bool IsLast { get; }

    internal string Path { get; }

    /// <summary>Whether an answer at a position would be here.</summary>
    public bool Covers(LogPosition position) => position >= Since && position <= Through;

    /// <summary>The number of the first answer at a position or after it; <see cref="Count"/> if there is
    /// none.</summary>
    public long NumberFrom(LogPosition position)
    {
        long low = 0;
        long high = Count;
        while (low < high)
        {
            long middle = (low + high) / 2;
            (low, high) = PositionAt(middle) < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The position of an answer, by its number from 0.</summary>
    public LogPosition PositionAt(long number) => new(_view.ReadInt64(EntryAt(number)));

    /// <summary>The hash that an answer was kept with.</summary>
    public ulong KeyAt(long number) => _view.ReadUInt64(EntryAt(number) + 8);

    /// <summary>What was kept of an answer.</summary>
    public byte[] RecordAt(long number)
    {
        long start = OffsetAt(number);
        byte[] record = new byte[(number + 1 < Count ? OffsetAt(number + 1) : _indexOffset) - start];
        _view.ReadArray(start, record, 0, record.Length);
        return record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>Opens a file after checking all of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logIdentity">The log that it must be of.</param>
    /// <param name="definitionOf">The definition of a version.</param>
    /// <param name="problem">Why it cannot be used, or null.</param>
    internal static EndedAnswers? Open(
        string path, ulong logIdentity, Func<int, MarketplaceDefinition> definitionOf, out string? problem)
    {
        if (WhyNot(path, logIdentity, out int version) is string found)
        {
            problem = found;
            return null;
        }

        problem = null;
        MarketplaceDefinition definition = definitionOf(version);
        return new EndedAnswers(
            path, MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read),
            definition);
    }

    private static string? WhyNot(string path, ulong logIdentity, out int version)
    {
        version = 0;
        using FileStream stream = File.OpenRead(path);
        byte[] buffer = new byte[1 << 18];
        uint checksum = 0;
        long left = stream.Length - sizeof(uint);
        if (left < AnswerFormat.HeadBytes + AnswerFormat.FootBytes - sizeof(uint))
        {
            return "it is cut short";
        }

        bool isHead = true;
        string? problem = null;
        while (left > 0)
        {
            int count = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (isHead)
            {
                problem = WhyNotHead(buffer, logIdentity, out version);
                isHead = false;
            }

            checksum = Crc32C.Compute(buffer.AsSpan(0, count), checksum);
            left -= count;
        }

        stream.ReadExactly(buffer, 0, sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(buffer) == checksum ? problem : "it is damaged";
    }

    private static string? WhyNotHead(ReadOnlySpan<byte> head, ulong logIdentity, out int version)
    {
        uint format = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        version = BinaryPrimitives.ReadInt32LittleEndian(head[12..]);
        return !head.StartsWith(AnswerFormat.Magic) ? "it is no file of answers"
            : format != AnswerFormat.Version ? $"its format is {format}, and this version of Souk reads " +
            $"{AnswerFormat.Version}"
            : BinaryPrimitives.ReadUInt64LittleEndian(head[16..]) != logIdentity ? "it is of another log"
            : null;
    }

    private long EntryAt(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return _indexOffset + (number * AnswerFormat.EntryBytes);
    }

    private long OffsetAt(long number) => _view.ReadInt64(EntryAt(number) + 16);
}
