using System.Text;

namespace Souk.Expressions;

/// <summary>Writes a tree as source again, with no more parentheses than needed.</summary>
internal static class Printer
{
    private const int ConditionalLevel = 0;
    private const int OrLevel = 1;
    private const int AndLevel = 2;
    private const int UnaryLevel = 6;
    private const int MemberLevel = 7;

    public static string Print(Node node)
    {
        StringBuilder text = new();
        Write(text, node, ConditionalLevel);
        return text.ToString();
    }

    private static int LevelOf(Node node) => node switch
    {
        ConditionalNode => ConditionalLevel,
        LogicalNode logical => logical.IsAnd ? AndLevel : OrLevel,
        CallNode { Target: null } call when call.Function is Operators.Not or Operators.Negate => UnaryLevel,
        CallNode { Target: null } call when Operators.IsOperator(call.Function) =>
            Operators.Precedence(call.Function),
        LiteralNode literal when IsNegative(literal.Value) => UnaryLevel,
        _ => MemberLevel,
    };

    private static bool IsNegative(CelValue value) => value.Kind switch
    {
        CelKind.Int => value.AsInt < 0,
        CelKind.Double => double.IsNegative(value.AsDouble),
        _ => false,
    };

    private static void Write(StringBuilder text, Node node, int level)
    {
        bool parenthesised = LevelOf(node) < level;
        if (parenthesised)
            text.Append('(');
        WriteBare(text, node);
        if (parenthesised)
            text.Append(')');
    }

    private static void WriteBare(StringBuilder text, Node node)
    {
        switch (node)
        {
            case LiteralNode literal:
                text.Append(ValueText.Format(literal.Value));
                break;
            case IdentifierNode name:
                text.Append(name.IsAbsolute ? "." : "").Append(name.Name);
                break;
            case SelectNode select:
                WriteSelect(text, select);
                break;
            case IndexNode index:
                Write(text, index.Operand, MemberLevel);
                text.Append(index.IsOptional ? "[?" : "[");
                Write(text, index.Index, ConditionalLevel);
                text.Append(']');
                break;
            case CallNode call:
                WriteCall(text, call);
                break;
            case LogicalNode logical:
                int level = LevelOf(logical) + 1;
                WriteJoined(text, logical.Operands, logical.IsAnd ? " && " : " || ", level);
                break;
            case ConditionalNode conditional:
                Write(text, conditional.Condition, OrLevel);
                text.Append(" ? ");
                Write(text, conditional.WhenTrue, OrLevel);
                text.Append(" : ");
                Write(text, conditional.WhenFalse, ConditionalLevel);
                break;
            default:
                WriteAggregate(text, node);
                break;
        }
    }

    private static void WriteSelect(StringBuilder text, SelectNode select)
    {
        text.Append(select.IsTest ? "has(" : "");
        Write(text, select.Operand, MemberLevel);
        text.Append(select.IsOptional ? ".?" : ".");
        bool plain = select.Field.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && !char.IsAsciiDigit(select.Field[0]);
        text.Append(plain ? select.Field : $"`{select.Field}`").Append(select.IsTest ? ")" : "");
    }

    private static void WriteCall(StringBuilder text, CallNode call)
    {
        int level = LevelOf(call);
        if (call.Target is null && level == UnaryLevel)
        {
            // -(5) must not become the literal -5.
            text.Append(Operators.Symbol(call.Function));
            bool literal = call.Function == Operators.Negate && call.Arguments[0] is LiteralNode;
            Write(text, call.Arguments[0], literal ? int.MaxValue : UnaryLevel);
        }
        else if (call.Target is null && level < UnaryLevel)
        {
            Write(text, call.Arguments[0], level);
            text.Append(' ').Append(Operators.Symbol(call.Function)).Append(' ');
            Write(text, call.Arguments[1], level + 1);
        }
        else
        {
            if (call.Target is not null)
            {
                Write(text, call.Target, MemberLevel);
                text.Append('.');
            }

            text.Append(call.Function).Append('(');
            WriteJoined(text, call.Arguments, ", ", ConditionalLevel);
            text.Append(')');
        }
    }

    private static void WriteJoined(StringBuilder text, IEnumerable<Node> nodes, string separator, int level)
    {
        string before = "";
        foreach (Node node in nodes)
        {
            text.Append(before);
            Write(text, node, level);
            before = separator;
        }
    }

    private static void WriteAggregate(StringBuilder text, Node node)
    {
        switch (node)
        {
            case ListNode list:
                string items = string.Join(", ", list.Items.Select(i => (i.IsOptional ? "?" : "") + Print(i.Value)));
                text.Append('[').Append(items).Append(']');
                break;
            case MapNode map:
                IEnumerable<string> entries = map.Items.Select(
                    i => $"{(i.IsOptional ? "?" : "")}{Print(i.Key)}: {Print(i.Value)}");
                text.Append('{').AppendJoin(", ", entries).Append('}');
                break;
            case StructNode message:
                IEnumerable<string> fields = message.Items.Select(
                    i => $"{(i.IsOptional ? "?" : "")}{i.Field}: {Print(i.Value)}");
                text.Append(message.TypeName).Append('{').AppendJoin(", ", fields).Append('}');
                break;
            case LoopNode loop:
                Write(text, loop.Range, MemberLevel);
                text.Append('.').Append(loop.Macro).Append('(').Append(loop.First);
                text.Append(loop.Second is null ? "" : ", " + loop.Second);
                text.Append(loop.Where is null ? "" : ", " + Print(loop.Where));
                text.Append(", ").Append(Print(loop.Body)).Append(')');
                break;
            case BindNode bind when bind.Kind == BindKind.Value:
                text.Append($"cel.bind({bind.Name}, {Print(bind.Value)}, {Print(bind.Body)})");
                break;
            case BindNode bind:
                Write(text, bind.Value, MemberLevel);
                text.Append(bind.Kind == BindKind.OptionalMap ? ".optMap(" : ".optFlatMap(");
                text.Append(bind.Name).Append(", ").Append(Print(bind.Body)).Append(')');
                break;
        }
    }
}
