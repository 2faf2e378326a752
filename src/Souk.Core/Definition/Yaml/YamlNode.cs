namespace Souk.Core.Definition;

/// <summary>A node of the file: a scalar, a list or a mapping, and where it starts.</summary>
internal abstract class YamlNode(int line, int column)
{
    /// <summary>The line, from 1.</summary>
    internal int Line => line;

    /// <summary>The column, from 1.</summary>
    internal int Column => column;

    /// <summary>What it is, for messages: with its article.</summary>
    internal abstract string What { get; }
}
