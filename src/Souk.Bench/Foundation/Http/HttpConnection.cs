using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Souk.Bench.Foundation.Http;

/// <summary>One kept-alive HTTP/1.1 connection over a blocking socket: little work for the sender, which shares the
/// machine's cores with the server. Understands answers that state their length.</summary>
internal sealed class HttpConnection : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[BufferBytes];

    internal HttpConnection(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(server);
    }

    /// <summary>A request with its head.</summary>
    internal static byte[] Post(string path, string contentType, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: souk\r\nContent-Type: {contentType}\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n");
        return [.. head, .. body];
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Sends a request and waits for the whole answer.</summary>
    /// <returns>The answer's body; valid until the next exchange.</returns>
    /// <exception cref="InvalidOperationException">The answer's status is not 200.</exception>
    internal ReadOnlySpan<byte> Exchange(byte[] request)
    {
        for (int sent = 0; sent < request.Length;)
        {
            sent += _socket.Send(request, sent, request.Length - sent, SocketFlags.None);
        }

        int have = 0;
        int head = -1;
        while (head < 0)
        {
            have += Receive(have);
            head = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
        }

        string text = Encoding.ASCII.GetString(_buffer, 0, head);
        int start = head + 4;
        int length = LengthOf(text);
        while (have < start + length)
        {
            have += Receive(have);
        }

        ReadOnlySpan<byte> body = _buffer.AsSpan(start, length);
        if (!text.StartsWith("HTTP/1.1 20", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The server answered {text}: {Encoding.UTF8.GetString(body)}");
        }

        return body;
    }

    private static int LengthOf(string head)
    {
        const string Name = "Content-Length:";
        int at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            throw new InvalidOperationException($"The answer states no length: {head}");
        }

        int end = head.IndexOf('\r', at);
        return int.Parse(
            head.AsSpan(at + Name.Length, (end < 0 ? head.Length : end) - at - Name.Length),
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private int Receive(int at)
    {
        int got = _socket.Receive(_buffer, at, _buffer.Length - at, SocketFlags.None);
        return got > 0 ? got : throw new InvalidOperationException("The server closed the connection.");
    }
}
