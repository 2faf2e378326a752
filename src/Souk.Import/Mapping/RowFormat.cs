namespace Souk.Import.Mapping;

/// <summary>How rows stand in a file.</summary>
public enum RowFormat
{
    /// <summary>Values with commas (or another delimiter) between, quoted as RFC 4180 (2005) has it.</summary>
    Csv,

    /// <summary>Values with tabs between, quoted likewise.</summary>
    Tsv,

    /// <summary>One JSON object a line; its members are the columns.</summary>
    Ndjson,
}
