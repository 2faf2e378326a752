using System.Globalization;
using System.Text;
using System.Text.Json;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Risk.Lists;

/// <summary>Reads and writes files of list entries. Reading checks each line as a change is checked, so what reads
/// without an error is also taken.</summary>
public static class ListFile
{
    private static readonly string[] _columns = ["value", "reason", "source", "until", "score"];

    /// <summary>The format that a file's name stands for: .csv, .ndjson or .jsonl, otherwise plain.</summary>
    public static ListFileFormat FormatOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => ListFileFormat.Csv,
        ".ndjson" or ".jsonl" => ListFileFormat.Lines,
        _ => ListFileFormat.Plain,
    };

    /// <summary>Reads entries line by line; empty lines are passed over.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="defaults">What an entry has where its line does not say: reason, source, until, score.</param>
    public static IEnumerable<ListFileLine> Read(TextReader reader, ListFileFormat format, ListEntry defaults)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(defaults);
        return ReadLines(reader, format, defaults);
    }

    /// <summary>Writes an entry as a line of its own, JSON as <see cref="ListFileFormat.Lines"/> reads it.</summary>
    public static string WriteLine(ListEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line))
        {
            Write(json, entry);
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    /// <summary>Writes an entry as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, ListEntry entry)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(entry);
        json.WriteStartObject();
        json.WriteString("value", entry.Value);
        if (entry.Reason.Length > 0)
        {
            json.WriteString("reason", entry.Reason);
        }

        if (entry.Source.Length > 0)
        {
            json.WriteString("source", entry.Source);
        }

        if (entry.Until is LogTime until)
        {
            json.WriteString("until", Rfc3339.Format(until));
        }

        json.WriteNumber("score", entry.Score);
        json.WriteEndObject();
    }

    private static IEnumerable<ListFileLine> ReadLines(TextReader reader, ListFileFormat format, ListEntry defaults)
    {
        int[]? places = null;
        int number = 0;
        while (reader.ReadLine() is string text)
        {
            number++;
            if (string.IsNullOrWhiteSpace(text) || (format == ListFileFormat.Plain && text[0] == '#'))
            {
                continue;
            }

            if (format == ListFileFormat.Csv && places is null)
            {
                places = Header(text, out string problem);
                if (places is null)
                {
                    yield return new ListFileLine(number, null, problem);
                    yield break;
                }

                continue;
            }

            ListEntry? entry = Parse(text, format, places, defaults, out string error);
            yield return new ListFileLine(number, entry, error);
        }
    }

    private static ListEntry? Parse(
        string text, ListFileFormat format, int[]? places, ListEntry defaults, out string error)
    {
        error = string.Empty;
        try
        {
            return format switch
            {
                ListFileFormat.Csv => FromCsv(Split(text), places!, defaults),
                ListFileFormat.Lines => FromJson(text, defaults),
                _ => Checked(defaults with { Value = text.Trim() }),
            };
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            error = e is JsonException ? $"not JSON: {e.Message.Split(" LineNumber:")[0]}" : e.Message;
            return null;
        }
    }

    private static ListEntry FromJson(string text, ListEntry defaults)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement root = document.RootElement;
        ListEntry entry = ListChange.Entry(root, "entry");
        bool Says(string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out _);
        return entry with
        {
            Reason = Says("reason") ? entry.Reason : defaults.Reason,
            Source = Says("source") ? entry.Source : defaults.Source,
            Until = Says("until") ? entry.Until : defaults.Until,
            Score = Says("score") ? entry.Score : defaults.Score,
        };
    }

    private static ListEntry FromCsv(List<string> cells, int[] places, ListEntry defaults)
    {
        if (cells.Count != places.Length)
        {
            throw new FormatException($"the line has {cells.Count} cells and the header {places.Length}");
        }

        ListEntry entry = defaults;
        for (int i = 0; i < cells.Count; i++)
        {
            string cell = cells[i].Trim();
            entry = (_columns[places[i]], cell.Length) switch
            {
                ("value", _) => entry with { Value = cell },
                (_, 0) => entry,
                ("reason", _) => entry with { Reason = cell },
                ("source", _) => entry with { Source = cell },
                ("until", _) => entry with { Until = TimeOf(cell) },
                _ => entry with { Score = ScoreOf(cell) },
            };
        }

        return Checked(entry);
    }

    private static ListEntry Checked(ListEntry entry)
    {
        string? problem = ListKey.Parse(entry.Value, new byte[ListKey.MaxBytes], out _)
            ?? (entry.Reason.Length > ListChange.MaxTextLength || entry.Source.Length > ListChange.MaxTextLength
                ? $"reason and source have at most {ListChange.MaxTextLength} characters" : null);
        return problem is null ? entry : throw new FormatException(problem);
    }

    private static LogTime TimeOf(string cell) =>
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(cell), out LogTime time)
            ? time : throw new FormatException($"'until' is '{cell}'; it must be a time such as 2026-03-01T12:30:00Z");

    private static double ScoreOf(string cell) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out float score) && float.IsFinite(score)
            ? score : throw new FormatException($"'score' is '{cell}'; it must be a finite number");

    private static int[]? Header(string text, out string problem)
    {
        problem = string.Empty;
        string[] names;
        try
        {
            names = [.. Split(text.TrimStart('\uFEFF')).Select(c => c.Trim().ToLowerInvariant())];
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return null;
        }

        string? unknown = names.FirstOrDefault(n => !_columns.Contains(n));
        problem = unknown is not null
            ? $"'{unknown}' is no column of a list file; there are {string.Join(", ", _columns)}"
            : !names.Contains("value") ? "the header has no column 'value'"
            : names.Distinct().Count() < names.Length ? "the header names a column twice"
            : string.Empty;
        return problem.Length > 0 ? null : [.. names.Select(n => Array.IndexOf(_columns, n))];
    }

    // RFC 4180, but for line ends within quotes: no entry has any.
    private static List<string> Split(string text)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return isQuoted ? throw new FormatException("a quote is open at the line's end") : cells;
    }
}
