using System.IO.Compression;
using System.Text;

namespace Souk.Bench.Data;

/// <summary>Opens the text files of the public data sets, plain or gzip, and splits delimited lines.</summary>
internal static class DataFile
{
    /// <summary>Opens a file below a data folder.</summary>
    /// <exception cref="FileNotFoundException">The file is not there; the message says where it was looked
    /// for.</exception>
    public static StreamReader Open(string dataFolder, string set, string file)
    {
        string path = Path.Combine(dataFolder, set, file);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The data set '{set}' needs the file {Path.GetFullPath(path)}.", path);
        }

        Stream stream = File.OpenRead(path);
        if (path.EndsWith(".gz", StringComparison.Ordinal))
        {
            stream = new GZipStream(stream, CompressionMode.Decompress);
        }

        return new StreamReader(stream, Encoding.UTF8, false, 1 << 16);
    }

    /// <summary>All lines of a file, without those that are blank.</summary>
    public static IEnumerable<string> Lines(string dataFolder, string set, string file)
    {
        using StreamReader reader = Open(dataFolder, set, file);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    /// <summary>Splits a line of comma-separated values; a field in double quotes may hold commas and doubled quotes;
    /// a quote inside a field that did not start with one is text (titles use it for inches).</summary>
    public static List<string> SplitCsv(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && (quoted || field.Length == 0))
            {
                bool doubled = quoted && i + 1 < line.Length && line[i + 1] == '"';
                if (doubled)
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
