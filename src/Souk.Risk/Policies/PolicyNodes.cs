using System.Globalization;
using Souk.Core.Definition;
using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>Reads values of a policy's YAML, with an error at the place of each that is wrong.</summary>
internal sealed class PolicyNodes(ErrorList errors)
{
    private static readonly string[] _outcomes = ["approve", "challenge", "review", "decline"];

    internal static string NameOf(RiskOutcome outcome) => _outcomes[(int)outcome];

    internal static YamlNode? Find(YamlMapping node, string key) =>
        node.Entries.FirstOrDefault(e => e.Key.Value == key).Value;

    internal void CheckKeys(YamlMapping node, string what, params string[] known)
    {
        foreach ((YamlScalar key, _) in node.Entries)
        {
            if (!known.Contains(key.Value))
            {
                errors.Add(key, $"a {what} has no '{key.Value}'{Suggestion.For(key.Value, known, "keys")}");
            }
        }
    }

    /// <summary>Adds what the compilation of an expression found, each at its place in the file.</summary>
    internal void Report(YamlScalar expression, IEnumerable<CelDiagnostic> problems)
    {
        foreach (CelDiagnostic problem in problems)
        {
            (int line, int column) = expression.PositionOf(ExpressionChecker.OffsetOf(expression.Value, problem));
            errors.Add(line, column, problem.Message);
        }
    }

    /// <summary>Refuses a rule whose evaluation takes too much work.</summary>
    internal void CheckCost(YamlNode at, string id, long? cost)
    {
        if (cost > PolicyLimits.MaxRuleCost)
        {
            errors.Add(
                at, $"the rule '{id}' costs {cost} comparisons; at most {PolicyLimits.MaxRuleCost} are allowed");
        }
    }

    internal YamlScalar? Scalar(YamlMapping node, string key)
    {
        YamlNode? found = Find(node, key);
        if (found is null or YamlScalar { IsEmpty: false })
        {
            return found as YamlScalar;
        }

        errors.Add(found, $"'{key}' must be one value, found {found.What}");
        return null;
    }

    internal string? Text(YamlMapping node, string key) => Scalar(node, key)?.Value;

    internal string RequiredText(YamlMapping node, string what, string key)
    {
        if (Find(node, key) is null)
        {
            errors.Add(node, $"this {what} needs '{key}:'");
        }

        return Text(node, key) ?? string.Empty;
    }

    internal IReadOnlyList<string> Texts(YamlMapping node, string key)
    {
        switch (Find(node, key))
        {
            case null:
                return [];
            case YamlSequence list when list.Items.All(i => i is YamlScalar { IsEmpty: false }):
                return [.. list.Items.Cast<YamlScalar>().Select(s => s.Value)];
            case YamlNode other:
                errors.Add(other, $"'{key}' must be a list of names");
                return [];
        }
    }

    internal double? Number(YamlMapping node, string key, double least, double most)
    {
        if (Scalar(node, key) is not YamlScalar scalar)
        {
            return null;
        }

        if (double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= least && number <= most)
        {
            return number;
        }

        string range = least == double.Epsilon ? $"above 0 and at most {most}" : $"from {least} to {most}";
        errors.Add(scalar, $"'{key}' is {scalar.What}; it must be a number {range}");
        return null;
    }

    internal int Choice(YamlMapping node, string key, string[] choices)
    {
        if (Scalar(node, key) is not YamlScalar scalar)
        {
            return 0;
        }

        int choice = Array.IndexOf(choices, scalar.Value);
        if (choice < 0)
        {
            errors.Add(scalar, $"'{key}' is {scalar.What}; it must be one of {string.Join(", ", choices)}");
        }

        return Math.Max(choice, 0);
    }

    internal RiskOutcome? Outcome(YamlMapping node, string key) =>
        Find(node, key) is null ? null : (RiskOutcome)Choice(node, key, _outcomes);

    internal YamlMapping? Mapping(YamlMapping node, string key)
    {
        YamlNode? found = Find(node, key);
        if (found is not (null or YamlMapping))
        {
            errors.Add(found, $"'{key}' must be a mapping, found {found.What}");
        }

        return found as YamlMapping;
    }

    internal IEnumerable<(YamlScalar Key, YamlMapping Value)> Mappings(YamlMapping node, string key)
    {
        foreach ((YamlScalar name, YamlNode value) in Mapping(node, key)?.Entries ?? [])
        {
            if (value is YamlMapping mapping)
            {
                yield return (name, mapping);
            }
            else
            {
                errors.Add(value, $"'{name.Value}' must be a mapping, found {value.What}");
            }
        }
    }

    internal IEnumerable<YamlMapping> Items(YamlMapping node, string key)
    {
        YamlNode? found = Find(node, key);
        if (found is not (null or YamlSequence))
        {
            errors.Add(found, $"'{key}' must be a list, found {found.What}");
        }

        foreach (YamlNode item in (found as YamlSequence)?.Items ?? [])
        {
            if (item is YamlMapping mapping)
            {
                yield return mapping;
            }
            else
            {
                errors.Add(item, $"each of '{key}' must be a mapping, found {item.What}");
            }
        }
    }
}
