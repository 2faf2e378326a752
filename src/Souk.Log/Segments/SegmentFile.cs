using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Segments;

/// <summary>Makes segment files and reads their headers.</summary>
internal static class SegmentFile
{
    /// <summary>Makes a segment with nothing in it; durable when this returns.</summary>
    public static ILogFile Create(ILogFiles files, SegmentHeader header)
    {
        ILogFile file = files.Create(LogFormat.SegmentName(header.FirstPosition));
        try
        {
            Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
            header.Write(bytes);
            file.Write(bytes, 0);
            file.Flush();
            files.FlushFolder();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a segment's header; false, with what is wrong, if it is not a good one.</summary>
    public static bool TryReadHeader(ILogFile file, out SegmentHeader header, out string problem)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        int read = file.Read(bytes, 0);
        return SegmentHeader.TryRead(bytes[..read], out header, out problem);
    }

    /// <summary>The first positions of all segment files, oldest first.</summary>
    public static List<LogPosition> List(ILogFiles files)
    {
        List<LogPosition> firsts = [];
        foreach (string name in files.List())
        {
            if (LogFormat.ParseSegmentName(name) is { } first)
                firsts.Add(first);
        }

        firsts.Sort();
        return firsts;
    }
}
