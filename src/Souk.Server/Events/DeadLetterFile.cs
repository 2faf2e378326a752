using System.Text.Json;
using Souk.Core.Intake;
using Souk.Server.Http;

namespace Souk.Server.Events;

/// <summary>
/// Keeps the refused events of batches, one JSON object a line: when, why, where, and the text as it was sent. A file a
/// day in the folder <c>dead-letter</c>. Safe for use from several threads.
/// </summary>
internal sealed class DeadLetterFile(string folder, TimeProvider clock) : IDisposable
{
    /// <summary>A day's file stops growing here, so that a broken sender cannot fill the disk; what comes later is
    /// counted only.</summary>
    internal const long MaxBytesPerDay = 256L << 20;

    private readonly Lock _gate = new();
    private FileStream? _stream;
    private DateOnly _day;

    /// <summary>Refused events that no longer fitted into the day's file.</summary>
    internal long Dropped { get; private set; }

    public void Dispose() => _stream?.Dispose();

    internal void Add(int line, EventError error, ReadOnlySpan<byte> text)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            FileStream stream = StreamOf(DateOnly.FromDateTime(now.UtcDateTime));
            if (stream.Position + text.Length > MaxBytesPerDay)
            {
                Dropped++;
                return;
            }

            using (Utf8JsonWriter json = new(stream, JsonReply.Writing))
            {
                json.WriteStartObject();
                json.WriteString("time", now);
                json.WriteNumber("line", line);
                json.WriteString("path", error.Path);
                json.WriteString("reason", error.Message);
                json.WriteString("event", System.Text.Encoding.UTF8.GetString(text));
                json.WriteEndObject();
            }

            stream.Write("\n"u8);
            stream.Flush();
        }
    }

    private FileStream StreamOf(DateOnly day)
    {
        if (_stream is null || _day != day)
        {
            _stream?.Dispose();
            Directory.CreateDirectory(folder);
            _stream = new FileStream(
                Path.Combine(folder, $"{day:yyyy-MM-dd}.ndjson"), FileMode.Append, FileAccess.Write, FileShare.Read);
            _day = day;
        }

        return _stream;
    }
}
