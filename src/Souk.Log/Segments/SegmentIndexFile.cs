using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Segments;

/// <summary>Keeps a sealed segment's index in a file beside it.</summary>
internal static class SegmentIndexFile
{
    // An index of the largest segment has 65,536 places; anything larger is no index.
    private const int MaxBytes = 4 << 20;

    /// <summary>Reads the index, or makes it from the segment and stores it.</summary>
    public static SegmentIndex LoadOrMake(ILogFiles files, Segment segment)
    {
        if (Load(files, segment) is { } stored)
            return stored;
        SegmentIndex made = Make(files, segment);
        Store(files, segment, made);
        return made;
    }

    /// <summary>Writes the index file. It is not flushed: a crash costs only its making.</summary>
    public static void Store(ILogFiles files, Segment segment, SegmentIndex index)
    {
        string name = LogFormat.IndexName(segment.FirstPosition);
        files.Delete(name);
        using ILogFile file = files.Create(name);
        file.Write(index.ToBytes(segment.WrittenBytes), 0);
    }

    private static SegmentIndex? Load(ILogFiles files, Segment segment)
    {
        try
        {
            using ILogFile file = files.Open(LogFormat.IndexName(segment.FirstPosition), writable: false);
            if (file.Length > MaxBytes)
                return null;
            byte[] bytes = new byte[file.Length];
            int read = file.Read(bytes, 0);
            return SegmentIndex.FromBytes(bytes.AsSpan(0, read), segment.Start, segment.WrittenBytes);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static SegmentIndex Make(ILogFiles files, Segment segment)
    {
        using ILogFile file = files.Open(segment.Name, writable: false);
        SegmentIndex index = new(segment.Start);
        SegmentCursor cursor = new();
        cursor.Start(file, segment.Seed, segment.Start);
        // Damage ends the index early; who reads on from its last place will meet the damage and report it.
        CursorPlace place = segment.Start;
        while (cursor.MoveNext(segment.WrittenBytes) == CursorStep.Batch)
        {
            index.Add(place);
            place = cursor.Next;
        }

        return index;
    }
}
