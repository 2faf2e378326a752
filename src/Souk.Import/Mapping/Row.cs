namespace Souk.Import.Mapping;

/// <summary>One row of a file: its values by column, texts all.</summary>
internal sealed class Row
{
    /// <summary>The values; null where the row has none.</summary>
    internal string?[] Values { get; set; } = [];

    /// <summary>The line in the file, from 1.</summary>
    internal long Line { get; set; }

    /// <summary>The file's name, without its folder.</summary>
    internal string File { get; set; } = string.Empty;

    /// <summary>A value; empty if there is none.</summary>
    internal string Get(int column) => Values[column] ?? string.Empty;

    /// <summary>Whether a value is there and not empty.</summary>
    internal bool Has(int column) => !string.IsNullOrEmpty(Values[column]);
}
