using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Souk.Core.Intake;

namespace Souk.Server.Http;

/// <summary>Reads a request's body into one pooled piece of memory, up to a limit. A byte order mark at its start is left
/// out. Dispose gives the memory back.</summary>
internal sealed class BodyReader : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _end;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What was read.</summary>
    internal ReadOnlyMemory<byte> Body => _buffer.AsMemory(_start, Length);

    /// <summary>Its length in bytes.</summary>
    internal int Length => _end - _start;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Reads the whole body.</summary>
    /// <returns>False if it is longer than the limit; the answer (413) has been written then.</returns>
    internal async ValueTask<bool> ReadAsync(HttpContext context, long limit)
    {
        if (context.Request.ContentLength > limit || !await FillAsync(context, limit))
        {
            await Problem.Write(
                context, 413, "The body is too large",
                $"At most {limit} bytes are taken at once; send what can be divided in several requests.");
            return false;
        }

        _start = _buffer.AsSpan(0, _end).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        return true;
    }

    /// <summary>Reads a body that is text.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="title">The title of the problem if it is no UTF-8.</param>
    /// <returns>False if it is too long or no UTF-8; the answer has been written then.</returns>
    internal async ValueTask<bool> ReadTextAsync(HttpContext context, long limit, string title)
    {
        if (!await ReadAsync(context, limit))
        {
            return false;
        }

        if (Utf8.IsValid(Body.Span))
        {
            return true;
        }

        await Problem.Write(context, 400, title, "The body is not valid UTF-8.");
        return false;
    }

    /// <summary>Reads a body that is JSON, so that what comes after need not ask whether it is.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="title">The title of the problem if it is no JSON.</param>
    /// <returns>False if it is too long, no UTF-8 or no JSON; the answer has been written then.</returns>
    internal async ValueTask<bool> ReadJsonAsync(HttpContext context, long limit, string title)
    {
        if (!await ReadTextAsync(context, limit, title))
        {
            return false;
        }

        if (JsonProblem.Find(Body.Span) is not string problem)
        {
            return true;
        }

        await Problem.Write(context, 400, title, $"The body is not valid JSON: {problem}.");
        return false;
    }

    /// <summary>The body, read as JSON.</summary>
    internal JsonDocument Parse() => JsonDocument.Parse(Body);

    private async ValueTask<bool> FillAsync(HttpContext context, long limit)
    {
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            ReadOnlySequence<byte> data = result.Buffer;
            if (_end + data.Length > limit)
            {
                reader.AdvanceTo(data.End);
                return false;
            }

            Reserve((int)data.Length);
            data.CopyTo(_buffer.AsSpan(_end));
            _end += (int)data.Length;
            reader.AdvanceTo(data.End);
            if (result.IsCompleted)
            {
                return true;
            }
        }
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _end >= more)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _end + more));
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
