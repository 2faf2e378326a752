using Microsoft.Win32.SafeHandles;

namespace Souk.Log.Files;

/// <summary>A file on disk, read and written at offsets, without a buffer in between.</summary>
internal sealed class DiskLogFile(SafeFileHandle handle) : ILogFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int read = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (ArgumentOutOfRangeException e) when (offset >= 0)
        {
            // What .NET makes of EFBIG: a limit of the process or of the file system, met as a full disk is.
            throw new IOException(
                $"The file may not grow beyond {offset} bytes: a limit of the process (ulimit -f) or of the file " +
                "system.",
                e);
        }
    }

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();
}
