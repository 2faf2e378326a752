namespace Souk.Core.Definition;

/// <summary>Gathers the errors of one file.</summary>
internal sealed class ErrorList(string file)
{
    private readonly HashSet<DefinitionError> _errors = [];

    /// <summary>How many there are.</summary>
    internal int Count => _errors.Count;

    /// <summary>Adds an error at a node.</summary>
    internal void Add(YamlNode node, string message) => Add(node.Line, node.Column, message);

    /// <summary>Adds an error at a place; the same error twice (through an alias) counts once.</summary>
    internal void Add(int line, int column, string message)
    {
        if (_errors.Count < DefinitionLimits.MaxErrors)
        {
            _errors.Add(new DefinitionError(file, line, column, message));
        }
    }

    /// <summary>All errors in the order of the file.</summary>
    internal IReadOnlyList<DefinitionError> Sorted() =>
        [.. _errors.OrderBy(e => e.Line).ThenBy(e => e.Column).ThenBy(e => e.Message, StringComparer.Ordinal)];
}
