using Souk.Core.Definition;

namespace Souk.Risk.Patterns;

/// <summary>Adds a rule to the text of a policy and leaves the rest, comments too, as it is.</summary>
public static class PolicyEditor
{
    /// <summary>The text with a shadow rule more, at the end of the checkpoint's rules; a checkpoint that is not there
    /// is
    /// added.</summary>
    /// <param name="text">The policy, YAML in block form down to the list of rules.</param>
    /// <param name="checkpoint">The event type.</param>
    /// <param name="id">The rule's id.</param>
    /// <param name="when">Its condition.</param>
    /// <exception cref="InvalidOperationException">The text is written in a form that cannot be added to.</exception>
    public static string AddShadowRule(string text, string checkpoint, string id, string when)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(when);
        string rule = $"- {{ id: {id}, when: '{when.Replace("'", "''", StringComparison.Ordinal)}', "
            + "outcome: review, reason: FOUND, status: shadow }";
        ErrorList errors = new("policy");
        YamlMapping? root = YamlReader.Read(text, errors);
        YamlMapping? checkpoints = root?.Entries.FirstOrDefault(e => e.Key.Value == "checkpoints").Value as YamlMapping;
        if (checkpoints is null || checkpoints.Entries.Count == 0)
        {
            throw Cannot(checkpoint, rule);
        }

        List<string> lines = [.. text.ReplaceLineEndings("\n").Split('\n')];
        KeyValuePair<YamlScalar, YamlNode> found = checkpoints.Entries.FirstOrDefault(e => e.Key.Value == checkpoint);
        if (found.Key is null)
        {
            AddCheckpoint(lines, checkpoints.Entries[^1], checkpoint, rule);
        }
        else if ((found.Value as YamlMapping)?.Entries.FirstOrDefault(e => e.Key.Value == "rules").Value
            is YamlSequence { Items.Count: > 0 } rules && IsBlockItem(lines, rules.Items[^1]))
        {
            YamlNode last = rules.Items[^1];
            int dash = lines[last.Line - 1].IndexOf('-', StringComparison.Ordinal);
            lines.Insert(EndOf(lines, last.Line - 1, dash), new string(' ', dash) + rule);
        }
        else
        {
            throw Cannot(checkpoint, rule);
        }

        return string.Join('\n', lines);
    }

    private static void AddCheckpoint(
        List<string> lines, KeyValuePair<YamlScalar, YamlNode> last, string checkpoint, string rule)
    {
        int indent = last.Key.Column - 1;
        string line = lines[last.Key.Line - 1];
        if (line.AsSpan(0, indent).Trim(' ').Length > 0)
        {
            throw Cannot(checkpoint, rule);
        }

        string space = new(' ', indent);
        lines.InsertRange(EndOf(lines, last.Key.Line - 1, indent), [
            $"{space}{checkpoint}:", $"{space}  rules:", $"{space}    {rule}"]);
    }

    private static bool IsBlockItem(List<string> lines, YamlNode item) =>
        lines[item.Line - 1].AsSpan().TrimStart(' ') is ['-', ' ', ..] trimmed
        && lines[item.Line - 1].Length - trimmed.Length < item.Column;

    // The first line after a block that is indented no deeper than its first; blank lines and comments at its end stay
    // behind.
    private static int EndOf(List<string> lines, int start, int indent)
    {
        int end = start + 1;
        for (int i = start + 1; i < lines.Count; i++)
        {
            string trimmed = lines[i].TrimStart(' ');
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            if (lines[i].Length - trimmed.Length <= indent)
            {
                break;
            }

            end = i + 1;
        }

        return end;
    }

    private static InvalidOperationException Cannot(string checkpoint, string rule) => new(
        $"The policy is not written with one rule a line below 'rules:', so nothing was added; add to the checkpoint "
        + $"'{checkpoint}' by hand: {rule}");
}
