using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Souk.Server.Http;

/// <summary>Reads a request's body into one pooled piece of memory, up to a limit. Dispose gives the memory
/// back.</summary>
internal sealed class BodyReader : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);

    /// <summary>What was read.</summary>
    internal ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, Length);

    /// <summary>Its length in bytes.</summary>
    internal int Length { get; private set; }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Reads the whole body.</summary>
    /// <returns>False if it is longer than the limit.</returns>
    internal async ValueTask<bool> ReadAsync(HttpContext context, long limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return false;
        }

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            ReadOnlySequence<byte> data = result.Buffer;
            if (Length + data.Length > limit)
            {
                reader.AdvanceTo(data.End);
                return false;
            }

            Reserve((int)data.Length);
            data.CopyTo(_buffer.AsSpan(Length));
            Length += (int)data.Length;
            reader.AdvanceTo(data.End);
            if (result.IsCompleted)
            {
                return true;
            }
        }
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - Length >= more)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + more));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
