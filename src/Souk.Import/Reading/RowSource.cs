using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CsvHelper;
using Souk.Core.Intake;
using Souk.Import.Mapping;

namespace Souk.Import.Reading;

/// <summary>Reads the rows of one file, gzip or not, with the columns of the mapping or of its header line.</summary>
internal sealed class RowSource : IDisposable
{
    /// <summary>The longest row, in bytes: a row longer than this is a missing quote, not data.</summary>
    internal const int MaxRowBytes = 1 << 20;

    private readonly CountingStream _raw;
    private readonly StreamReader _text;
    private readonly CsvReader? _csv;
    private readonly string[] _columns;
    private readonly Row _row;
    private long _line;
    private string _rawLine = string.Empty;

    internal RowSource(string path, ImportMapping mapping)
    {
        FileStream file = new(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        Length = file.Length;
        _raw = new CountingStream(file);
        Stream content = IsGzip(file) ? new GZipStream(_raw, CompressionMode.Decompress) : _raw;
        _text = new StreamReader(content, mapping.Encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
        _row = new Row { File = Path.GetFileName(path) };
        if (mapping.Format == RowFormat.Ndjson)
        {
            _columns = [.. mapping.Columns
                ?? throw new InvalidDataException("An ndjson mapping needs 'columns': the members to read.")];
            return;
        }

        _csv = CsvReader.Create(_text, new CsvReaderOptions
        {
            Separator = mapping.Delimiter,
            HasHeader = false,
            TrackLineNumbers = true,
            SkipEmptyLines = true,
            MaxRecordSize = MaxRowBytes,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
        });
        _columns = mapping.Columns is not null ? [.. mapping.Columns]
            : Guarded(_csv.Read) ? Record()
            : throw new InvalidDataException($"{path} is empty; it has no header line.");
    }

    /// <summary>The columns.</summary>
    internal IReadOnlyList<string> Columns => _columns;

    /// <summary>The file's length in bytes, and how much of it was read.</summary>
    internal long Length { get; }

    internal long Read => _raw.Position;

    /// <summary>The row's text as it stands in the file.</summary>
    internal string Raw => _csv is null ? _rawLine : System.Text.Encoding.UTF8.GetString(_csv.RawRecord);

    public void Dispose()
    {
        _csv?.Dispose();
        _text.Dispose();
        _raw.Dispose();
    }

    /// <summary>Reads the next row; null at the end.</summary>
    /// <param name="problem">What is wrong with the row, or null; a row with a problem has no values.</param>
    /// <exception cref="InvalidDataException">The file itself is damaged from here on.</exception>
    internal Row? Next(out string? problem)
    {
        problem = null;
        string? found = null;
        Row? row = Guarded(() => _csv is null ? NextObject(out found) : NextRecord(out found));
        problem = found;
        return row;
    }

    // What the layers below throw where a file is damaged, as one kind of error that says where.
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (System.Text.DecoderFallbackException e)
        {
            throw new InvalidDataException(
                $"{_row.File}: the text behind line {_row.Line} is not valid UTF-8 ({e.Message}); if it is " +
                "Latin-1, say 'encoding: latin-1'.");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"{_row.File}: the compressed data behind line {_row.Line} is damaged: {e.Message}");
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException(
                $"{_row.File}: the rows behind line {_row.Line} cannot be read: {e.Message}");
        }
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        int read = file.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && start[0] == 0x1F && start[1] == 0x8B;
    }

    private string[] Record()
    {
        string[] values = new string[_csv!.FieldCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _csv.GetString(i);
        }

        return values;
    }

    private Row? NextRecord(out string? problem)
    {
        problem = null;
        if (!_csv!.Read())
        {
            return null;
        }

        string[] record = Record();
        _row.Line = _csv.LineNumber;
        _row.Values = record;
        if (record.Length != _columns.Length)
        {
            problem = $"has {record.Length} values; there are {_columns.Length} columns";
        }

        return _row;
    }

    private Row? NextObject(out string? problem)
    {
        problem = null;
        string? line;
        do
        {
            line = _text.ReadLine();
            _line++;
        }
        while (line is not null && string.IsNullOrWhiteSpace(line));
        if (line is null)
        {
            return null;
        }

        _rawLine = line;
        _row.Line = _line;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = "is no JSON object";
                return _row;
            }

            _row.Values = [.. _columns.Select(c => Text(document.RootElement, c))];
        }
        catch (JsonException e)
        {
            problem = $"is not valid JSON: {JsonProblem.Describe(e)}";
        }

        return _row;
    }

    private static string? Text(JsonElement row, string column) =>
        !row.TryGetProperty(column, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.GetRawText();
}
