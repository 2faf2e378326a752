using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Souk.Core.Definition;

/// <summary>Reads the file into nodes: one document, no tags, unique keys, bounded size and depth.</summary>
internal sealed class YamlReader
{
    private readonly ErrorList _errors;
    private readonly SourceLines _lines;
    private readonly Parser _parser;
    private readonly Dictionary<string, (YamlNode Node, int Size)> _anchors = [];
    private int _nodes;
    private Mark _last = new(0, 1, 1);

    private YamlReader(string text, ErrorList errors)
    {
        _errors = errors;
        _lines = new SourceLines(text);
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The root mapping, or null if there is none; everything wrong is added to the errors.</summary>
    internal static YamlMapping? Read(string text, ErrorList errors)
    {
        if (text.Length > DefinitionLimits.MaxSourceLength)
        {
            errors.Add(
                1, 1,
                $"the file has {text.Length} characters; at most {DefinitionLimits.MaxSourceLength} are read");
            return null;
        }

        YamlReader reader = new(text, errors);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            // The parser cannot go on after a syntax error.
            string reason = exception is LimitReachedException ? exception.Message : $"not YAML: {Reason(exception)}";
            errors.Add((int)exception.Start.Line, (int)exception.Start.Column, reason);
            return null;
        }
        catch (InvalidOperationException)
        {
            // The scanner's answer to a few characters that cannot start a value.
            errors.Add((int)reader._last.Line, (int)reader._last.Column, "not YAML: it cannot be read after this");
            return null;
        }
    }

    private YamlMapping? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            _errors.Add(1, 1, "the file is empty; a definition starts with 'name: ...'");
            return null;
        }

        _parser.Consume<DocumentStart>();
        YamlNode root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            Mark second = _parser.Consume<DocumentStart>().Start;
            _errors.Add((int)second.Line, (int)second.Column, "a second YAML document; a definition is one");
        }

        if (root is YamlMapping mapping)
        {
            return mapping;
        }

        _errors.Add(root, root is YamlScalar { IsEmpty: true }
            ? "the file is empty; a definition starts with 'name: ...'"
            : $"expected a mapping (name, entities, events, ...), found {root.What}");
        return null;
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent next = _parser.Consume<ParsingEvent>();
        Mark start = next.Start;
        _last = start;
        if (depth > DefinitionLimits.MaxDepth)
        {
            throw new LimitReachedException(start, $"nested deeper than {DefinitionLimits.MaxDepth} levels");
        }

        int before = _nodes;
        Count(start, 1);
        switch (next)
        {
            case AnchorAlias alias:
                return Resolve(alias);
            case Scalar scalar:
                return Keep(scalar, before, ReadScalar(scalar));
            case SequenceStart sequence:
                return Keep(sequence, before, ReadSequence(sequence, depth));
            case MappingStart mapping:
                return Keep(mapping, before, ReadMapping(mapping, depth));
            default:
                throw new SemanticErrorException(start, next.End, $"unexpected {next}");
        }
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        int line = (int)scalar.Start.Line;
        int column = (int)scalar.Start.Column;
        ScalarPositions positions = new(
            _lines, _lines.OffsetOf(line, column), _lines.OffsetOf((int)scalar.End.Line, (int)scalar.End.Column));
        return new YamlScalar(line, column, scalar.Value, scalar.Style == ScalarStyle.Plain, positions);
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        List<YamlNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlSequence((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        List<KeyValuePair<YamlScalar, YamlNode>> entries = [];
        Dictionary<string, YamlScalar> seen = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlNode key = ReadNode(depth + 1);
            YamlNode value = ReadNode(depth + 1);
            if (key is not YamlScalar name)
            {
                _errors.Add(key, $"a key must be a text, found {key.What}");
            }
            else if (name.Value == "<<")
            {
                _errors.Add(name, "merge keys (<<) are not supported; write the keys out");
            }
            else if (seen.TryGetValue(name.Value, out YamlScalar? first))
            {
                _errors.Add(name, $"the key '{name.Value}' is there twice; the first is in line {first.Line}");
            }
            else
            {
                seen.Add(name.Value, name);
                entries.Add(new KeyValuePair<YamlScalar, YamlNode>(name, value));
            }
        }

        return new YamlMapping((int)start.Start.Line, (int)start.Start.Column, entries);
    }

    private YamlNode Keep(NodeEvent start, int before, YamlNode node)
    {
        // The parser gives quoted scalars the tag "!" of its own accord.
        if (!start.Tag.IsEmpty && start.Tag.Value != "!")
        {
            _errors.Add(node, $"YAML tags are not used here; leave out '{start.Tag.Value}'");
        }

        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = (node, _nodes - before);
        }

        return node;
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out (YamlNode Node, int Size) anchored))
        {
            throw new AnchorNotFoundException(
                alias.Start, alias.End, $"'*{alias.Value.Value}' names an anchor that is not defined before it");
        }

        Count(alias.Start, anchored.Size);
        return anchored.Node;
    }

    private void Count(Mark where, int nodes)
    {
        _nodes += nodes;
        if (_nodes > DefinitionLimits.MaxNodes)
        {
            throw new LimitReachedException(
                where, $"more than {DefinitionLimits.MaxNodes} nodes, those repeated by aliases included");
        }
    }

    private static string Reason(YamlException exception) =>
        exception.Message.TrimEnd('.') is { Length: > 0 } message
            ? char.ToLowerInvariant(message[0]) + message[1..]
            : "it cannot be read";

    private sealed class LimitReachedException(Mark where, string message) : YamlException(where, where, message);
}
