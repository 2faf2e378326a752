using System.Text;

namespace Souk.Import.Mapping;

/// <summary>A mapping file: how rows become events. docs/import.md describes it.</summary>
public sealed class ImportMapping
{
    /// <summary>How rows stand in the files.</summary>
    public RowFormat Format { get; internal set; } = RowFormat.Csv;

    /// <summary>What stands between values.</summary>
    public char Delimiter { get; internal set; } = ',';

    /// <summary>The names of the columns where the files have no header line; null if they have one.</summary>
    public IReadOnlyList<string>? Columns { get; internal set; }

    /// <summary>The encoding of the files.</summary>
    public Encoding Encoding { get; internal set; } = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>Whether the rows stand in the order of their times; otherwise they are sorted.</summary>
    public bool IsSorted { get; internal set; }

    /// <summary>The column or expression that gives a row's time, as text.</summary>
    internal MappedText Time { get; set; } = null!;

    /// <summary>How the time is written.</summary>
    internal TimeForm TimeForm { get; set; } = null!;

    /// <summary>The events made from each row, in order.</summary>
    internal List<MappedEvent> Events { get; } = [];
}
