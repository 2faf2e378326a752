using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class ColumnSyntaxTests
{
    [Theory]
    [InlineData("card.n.24h > 5", "card.n.h24 > 5")]
    [InlineData("card.n.1h30m+x.2d", "card.n.h1m30+x.d2")]
    [InlineData("a.b.250ms", "a.b.ms250")]
    [InlineData("card.n.ever", "card.n.ever")]
    [InlineData("'card.n.24h' == \"a.24h\" + a.24h", "'card.n.24h' == \"a.24h\" + a.h24")]
    [InlineData("r'\\' + a.1h // a.1h", "r'\\' + a.h1 // a.1h")]
    [InlineData("'''a.1h ' ''' + a.1h", "'''a.1h ' ''' + a.h1")]
    [InlineData("'\\'a.1h' + a.1h", "'\\'a.1h' + a.h1")]
    [InlineData("1.5 + a.2d.size() + 2.0", "1.5 + a.d2.size() + 2.0")]
    [InlineData("has(a.b.1h) ? a.b.1h : 0.1", "has(a.b.h1) ? a.b.h1 : 0.1")]
    [InlineData("f(x).y.1h", "f(x).y.1h")]
    [InlineData("a.1x", "a.1x")]
    [InlineData("'never ended a.1h", "'never ended a.1h")]
    [InlineData("", "")]
    public void Windows_become_names_in_place(string written, string compiled) =>
        Assert.Equal(compiled, ColumnSyntax.ToCel(written));

    [Fact]
    public void Every_column_of_the_shipped_definition_is_found_under_its_name()
    {
        foreach (FeatureColumn column in DefinitionLoader.LoadShipped().Columns)
        {
            string member = string.Join('.', column.Name.Split('.').Select(ColumnSyntax.ToMemberName));
            Assert.Equal(member, ColumnSyntax.ToCel(column.Name));
            Assert.Equal(column.Name.Length, member.Length);
            Assert.All(member.Split('.'), part => Assert.True(char.IsAsciiLetter(part[0]), part));
        }
    }
}
