namespace Souk.Core.Definition;

/// <summary>Reads lengths of time that the shapes have checked.</summary>
internal static class SpanReader
{
    /// <summary>The length of a key, or null if it is not there or was wrong.</summary>
    internal static Duration? Read(YamlMapping? node, DefinitionKey key) =>
        node?.Text(key) is string text && Duration.TryParse(text, out Duration span) ? span : null;

    /// <summary>The windows that are right, as written, and their lengths.</summary>
    internal static List<(string Text, Duration Length)> ReadWindows(IEnumerable<YamlScalar> nodes)
    {
        List<(string Text, Duration Length)> windows = [];
        foreach (YamlScalar node in nodes)
        {
            if (ReadWindow(node) is Duration length)
            {
                windows.Add((node.Value, length));
            }
        }

        return windows;
    }

    private static Duration? ReadWindow(YamlScalar node)
    {
        if (node.Value == "ever")
        {
            return Duration.Ever;
        }

        return Duration.TryParse(node.Value, out Duration span) ? span : null;
    }
}
