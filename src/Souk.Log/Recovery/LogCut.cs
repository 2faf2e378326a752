using System.Globalization;
using Souk.Log.Files;
using Souk.Log.Format;

namespace Souk.Log.Recovery;

/// <summary>Cuts the log at a damaged place and keeps what is cut off in .lost files, which the log never reads.
/// </summary>
internal sealed class LogCut(ILogFiles files)
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Cuts; durable when this returns.</summary>
    public void Apply(SegmentList list, LogDamage damage)
    {
        // From the newest on, so that a crash in between leaves no hole.
        for (int i = list.Names.Count - 1; i >= 0; i--)
        {
            string name = LogFormat.SegmentName(list.Names[i]);
            if (string.CompareOrdinal(name, damage.Segment) < 0)
                break;
            if (name == damage.Segment && damage.Offset >= SegmentHeader.Bytes)
                CutTail(name, damage.Offset);
            else
                files.Rename(name, FreeName(name));
            files.Delete(LogFormat.IndexName(list.Names[i]));
            files.FlushFolder();
        }
    }

    private void CutTail(string name, long offset)
    {
        using ILogFile segment = files.Open(name, writable: true);
        using ILogFile lost = files.Create(FreeName(string.Create(CultureInfo.InvariantCulture, $"{name}.{offset}")));
        byte[] chunk = new byte[ChunkBytes];
        long copied = 0;
        int read;
        while ((read = segment.Read(chunk, offset + copied)) > 0)
        {
            lost.Write(chunk.AsSpan(0, read), copied);
            copied += read;
        }

        lost.Flush();
        files.FlushFolder();
        segment.Truncate(offset);
        segment.Flush();
    }

    private string FreeName(string name)
    {
        IReadOnlyList<string> taken = files.List();
        string free = name + LogFormat.LostEnding;
        for (int number = 2; taken.Contains(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}{LogFormat.LostEnding}");
        return free;
    }
}
