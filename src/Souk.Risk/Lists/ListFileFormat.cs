namespace Souk.Risk.Lists;

/// <summary>How a file of list entries is written.</summary>
public enum ListFileFormat
{
    /// <summary>One value a line; empty lines and lines that start with a hash sign do not count.</summary>
    Plain,

    /// <summary>Comma-separated with a header: <c>value</c>, and any of <c>reason</c>, <c>source</c>, <c>until</c> and
    /// <c>score</c>.</summary>
    Csv,

    /// <summary>One JSON text or object a line, as <see cref="ListChange"/> has them.</summary>
    Lines,
}
