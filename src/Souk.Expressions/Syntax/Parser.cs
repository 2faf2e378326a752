namespace Souk.Expressions;

/// <summary>
/// Recursive descent with precedence climbing. It stops at the first syntax error, since what follows one is guesswork.
/// </summary>
internal sealed partial class Parser
{
    public const ulong SmallestIntMagnitude = 1UL << 63;

    /// <summary>Marks the literal 2^63, which is valid behind a minus sign only.</summary>
    public const string SmallestIntMark = "2^63";

    private readonly DiagnosticBag _diagnostics;
    private readonly Lexer _lexer;
    private readonly string _source;
    private readonly Macros? _macros;
    private Token _token;
    private int _depth;
    private int _nodes;
    private bool _failed;

    private Parser(string source, DiagnosticBag diagnostics, bool expandMacros)
    {
        _source = source;
        _diagnostics = diagnostics;
        _lexer = new Lexer(source, diagnostics);
        _macros = expandMacros ? new Macros(this) : null;
        _token = _lexer.Next();
    }

    /// <summary>The tree of a source; null when it has a syntax error.</summary>
    public static SyntaxTree? Parse(string source, DiagnosticBag diagnostics, bool expandMacros = true)
    {
        if (source.Length > CelLimits.MaxSourceLength)
        {
            diagnostics.Add(0, $"the expression has {source.Length} characters; {CelLimits.MaxSourceLength} are "
                + "allowed");
            return null;
        }

        Parser parser = new(source, diagnostics, expandMacros);
        Node root = parser.Expression();
        if (parser._token.Kind != TokenKind.End)
            parser.FailAtToken("an operator or the end of the expression");
        if (!parser._failed && diagnostics.Count == 0 && SyntaxTree.DepthOf(root) > CelLimits.MaxDepth)
            parser.Fail(root.Offset, DepthMessage);
        return parser._failed || diagnostics.Count > 0 ? null : new SyntaxTree(root, parser._nodes);
    }

    private static string DepthMessage => $"the expression is nested deeper than {CelLimits.MaxDepth} levels; break "
        + "it up";

    internal int NextId()
    {
        if (++_nodes == CelLimits.MaxNodes)
            Fail(_token.Start, $"the expression has more than {CelLimits.MaxNodes} parts");
        return _nodes - 1;
    }

    internal void Fail(int offset, string message)
    {
        if (!_failed)
            _diagnostics.Add(offset, message);
        _failed = true;
        _token = new Token(TokenKind.End, _source.Length, _source.Length, "", default);
    }

    private void FailAtToken(string expected)
    {
        if (_token.Kind == TokenKind.Invalid)
            _failed = true;
        string found = _token.Kind == TokenKind.End
            ? "the end of the expression"
            : $"'{_source[_token.Start.._token.End]}'";
        Fail(_token.Start, $"found {found}; expected {expected}");
    }

    private Token Take()
    {
        Token taken = _token;
        if (!_failed)
            _token = _lexer.Next();
        return taken;
    }

    private bool TakeIf(TokenKind kind)
    {
        if (_token.Kind != kind)
            return false;
        Take();
        return true;
    }

    private Token Expect(TokenKind kind, string expected)
    {
        if (_token.Kind == kind)
            return Take();
        FailAtToken(expected);
        return _token;
    }

    private Node Expression()
    {
        if (++_depth > CelLimits.MaxDepth)
            Fail(_token.Start, DepthMessage);
        Node condition = Logical(isAnd: false);
        if (_token.Kind == TokenKind.Question)
        {
            int offset = Take().Start;
            Node whenTrue = Logical(isAnd: false);
            Expect(TokenKind.Colon, "':' and the value for the other case");
            Node whenFalse = Expression();
            condition = new ConditionalNode(NextId(), offset, condition, whenTrue, whenFalse);
        }

        _depth--;
        return condition;
    }

    private Node Logical(bool isAnd)
    {
        TokenKind symbol = isAnd ? TokenKind.And : TokenKind.Or;
        Node first = isAnd ? Binary(3) : Logical(isAnd: true);
        if (_token.Kind != symbol)
            return first;
        int offset = _token.Start;
        List<Node> operands = [first];
        while (TakeIf(symbol))
            operands.Add(isAnd ? Binary(3) : Logical(isAnd: true));
        return new LogicalNode(NextId(), offset, isAnd, [.. operands]);
    }

    private Node Binary(int precedence)
    {
        Node left = precedence == 5 ? Unary() : Binary(precedence + 1);
        while (BinaryOperator(_token.Kind) is string function && Operators.Precedence(function) == precedence)
        {
            int offset = Take().Start;
            Node right = precedence == 5 ? Unary() : Binary(precedence + 1);
            left = new CallNode(NextId(), offset, function, null, [left, right]);
        }

        return left;
    }

    private static string? BinaryOperator(TokenKind kind) => kind switch
    {
        TokenKind.Plus => Operators.Add,
        TokenKind.Minus => Operators.Subtract,
        TokenKind.Star => Operators.Multiply,
        TokenKind.Slash => Operators.Divide,
        TokenKind.Percent => Operators.Modulo,
        TokenKind.Equal => Operators.Equal,
        TokenKind.NotEqual => Operators.NotEqual,
        TokenKind.Less => Operators.Less,
        TokenKind.LessEqual => Operators.LessEqual,
        TokenKind.Greater => Operators.Greater,
        TokenKind.GreaterEqual => Operators.GreaterEqual,
        TokenKind.In => Operators.In,
        _ => null,
    };

    private Node Unary()
    {
        if (_token.Kind is not (TokenKind.Not or TokenKind.Minus))
            return Member();
        if (++_depth > CelLimits.MaxDepth)
            Fail(_token.Start, DepthMessage);
        Token sign = Take();
        bool isSignedNumber = _token.Kind == TokenKind.Literal
            && (_token.Value.Kind is CelKind.Int or CelKind.Double || _token.Text == SmallestIntMark);
        Node result = sign.Kind == TokenKind.Minus && isSignedNumber
            ? Member(negated: true)
            : new CallNode(NextId(), sign.Start, sign.Kind == TokenKind.Not ? Operators.Not : Operators.Negate, null,
                [Unary()]);
        _depth--;
        return result;
    }

    private Node Member(bool negated = false)
    {
        Node node = negated ? NegatedLiteral() : Primary();
        for (int links = 0; ; links++)
        {
            if (links > CelLimits.MaxDepth)
                Fail(_token.Start, DepthMessage);
            if (_token.Kind == TokenKind.Dot)
                node = Selection(node);
            else if (_token.Kind == TokenKind.LeftBracket)
                node = Indexing(node);
            else if (_token.Kind == TokenKind.LeftBrace && SyntaxTree.QualifiedName(node) is string typeName)
                node = Message(node, typeName);
            else
                return node;
        }
    }

    private LiteralNode NegatedLiteral()
    {
        Token token = Take();
        CelValue value = token.Value.Kind switch
        {
            CelKind.Int => CelValue.FromInt(-token.Value.AsInt),
            CelKind.Double => CelValue.FromDouble(-token.Value.AsDouble),
            _ => CelValue.FromInt(long.MinValue),
        };
        return new LiteralNode(NextId(), token.Start, value);
    }

    private Node Selection(Node operand)
    {
        Take();
        bool isOptional = TakeIf(TokenKind.Question);
        Token name = _token;
        if (name.Kind is not (TokenKind.Identifier or TokenKind.Reserved or TokenKind.QuotedIdentifier))
        {
            FailAtToken("a field or function name behind '.'");
            return operand;
        }

        Take();
        if (_token.Kind != TokenKind.LeftParen || isOptional || name.Kind == TokenKind.QuotedIdentifier)
            return new SelectNode(NextId(), name.Start, operand, name.Text, isOptional, isTest: false);
        Node[] arguments = Arguments();
        return Call(name, operand, arguments);
    }

    private Node Call(Token name, Node? target, Node[] arguments)
    {
        Node? expanded = _failed ? null : _macros?.TryExpand(name.Text, name.Start, target, arguments);
        return expanded ?? new CallNode(NextId(), name.Start, name.Text, target, arguments);
    }

    private Node[] Arguments()
    {
        Take();
        List<Node> arguments = [];
        while (_token.Kind != TokenKind.RightParen && !_failed)
        {
            arguments.Add(Expression());
            if (!TakeIf(TokenKind.Comma))
                break;
            if (_token.Kind == TokenKind.RightParen)
                FailAtToken("another argument");
        }

        Expect(TokenKind.RightParen, "',' or ')'");
        return [.. arguments];
    }

    private IndexNode Indexing(Node operand)
    {
        int offset = Take().Start;
        bool isOptional = TakeIf(TokenKind.Question);
        Node index = Expression();
        Expect(TokenKind.RightBracket, "']'");
        return new IndexNode(NextId(), offset, operand, index, isOptional);
    }

    private Node Primary()
    {
        Token token = _token;
        switch (token.Kind)
        {
            case TokenKind.Literal:
                Take();
                if (token.Text == SmallestIntMark)
                    Fail(token.Start, $"the number {SmallestIntMagnitude} does not fit into a signed 64-bit integer; "
                        + $"write {SmallestIntMagnitude}u for an unsigned one");
                return new LiteralNode(NextId(), token.Start, token.Value);
            case TokenKind.Identifier:
            case TokenKind.Dot:
                return Name();
            case TokenKind.LeftParen:
                Take();
                Node inner = Expression();
                Expect(TokenKind.RightParen, "')'");
                return inner;
            case TokenKind.LeftBracket:
                return List();
            case TokenKind.LeftBrace:
                return Map();
            case TokenKind.Reserved:
                Fail(token.Start, $"'{token.Text}' is a reserved word and cannot be a name");
                return new LiteralNode(NextId(), token.Start, default);
            default:
                FailAtToken("a value, a name, '(', '[' or '{'");
                return new LiteralNode(NextId(), token.Start, default);
        }
    }

    private Node Name()
    {
        bool isAbsolute = TakeIf(TokenKind.Dot);
        Token name = Expect(TokenKind.Identifier, "a name");
        if (_token.Kind == TokenKind.LeftParen)
            return Call(isAbsolute ? name with { Text = "." + name.Text } : name, null, Arguments());
        return new IdentifierNode(NextId(), name.Start, name.Text, isAbsolute);
    }
}
