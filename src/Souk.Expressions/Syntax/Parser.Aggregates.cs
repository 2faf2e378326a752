namespace Souk.Expressions;

/// <summary>Literals of lists, maps and messages.</summary>
internal sealed partial class Parser
{
    private ListNode List()
    {
        int offset = Take().Start;
        List<ListItem> items = [];
        while (_token.Kind != TokenKind.RightBracket && !_failed)
        {
            bool isOptional = TakeIf(TokenKind.Question);
            items.Add(new ListItem(Expression(), isOptional));
            if (!TakeIf(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.RightBracket, "',' or ']'");
        return new ListNode(NextId(), offset, [.. items]);
    }

    private MapNode Map()
    {
        int offset = Take().Start;
        List<MapItem> items = [];
        while (_token.Kind != TokenKind.RightBrace && !_failed)
        {
            bool isOptional = TakeIf(TokenKind.Question);
            Node key = Expression();
            Expect(TokenKind.Colon, "':' and the value of the key");
            items.Add(new MapItem(key, Expression(), isOptional));
            if (!TakeIf(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.RightBrace, "',' or '}'");
        return new MapNode(NextId(), offset, [.. items]);
    }

    private StructNode Message(Node name, string typeName)
    {
        Take();
        List<StructItem> items = [];
        while (_token.Kind != TokenKind.RightBrace && !_failed)
        {
            bool isOptional = TakeIf(TokenKind.Question);
            Token field = _token;
            if (field.Kind is not (TokenKind.Identifier or TokenKind.Reserved or TokenKind.QuotedIdentifier))
            {
                FailAtToken("a field name");
                break;
            }

            Take();
            Expect(TokenKind.Colon, "':' and the value of the field");
            items.Add(new StructItem(field.Text, Expression(), isOptional));
            if (!TakeIf(TokenKind.Comma))
                break;
        }

        Expect(TokenKind.RightBrace, "',' or '}'");
        return new StructNode(NextId(), name.Offset, typeName, [.. items]);
    }
}
