using System.Text.Encodings.Web;
using System.Text.Json;

namespace Souk.Import;

/// <summary>The dead-letter file of an import: refused rows with file, line and reason, one JSON object a
/// line.</summary>
internal sealed class RejectedRows(string path) : IDisposable
{
    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private StreamWriter? _writer;

    internal long Count { get; private set; }

    internal string? Path => Count > 0 ? path : null;

    public void Dispose() => _writer?.Dispose();

    internal void Add(string file, long line, string reason, string raw)
    {
        if (_writer is null)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            _writer = new StreamWriter(path, append: true);
        }

        Count++;
        _writer.WriteLine(JsonSerializer.Serialize(
            new { file, line, reason = $"the row {reason}", row = raw.TrimEnd('\r', '\n') }, _json));
    }
}
