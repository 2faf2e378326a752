using Souk.Log.Files;

namespace Souk.Log.Tests.Simulation;

internal sealed class SimulatedHandle(SimulatedFile file) : ILogFile
{
    public long Length => file.Visible.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        byte[] bytes = file.Visible;
        int read = (int)Math.Clamp(bytes.Length - offset, 0, buffer.Length);
        if (read > 0)
            bytes.AsSpan((int)offset, read).CopyTo(buffer);
        return read;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

    public void Truncate(long length) => file.Truncate(length);

    public void Flush() => file.Flush();

    public void Dispose()
    {
    }
}
