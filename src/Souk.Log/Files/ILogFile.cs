namespace Souk.Log.Files;

/// <summary>One open file. Errors are <see cref="IOException"/>. One thread writes; reads may come from any.</summary>
public interface ILogFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to a buffer of bytes; gives fewer only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes; not durable before <see cref="Flush"/>.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Makes everything written so far durable.</summary>
    void Flush();
}
