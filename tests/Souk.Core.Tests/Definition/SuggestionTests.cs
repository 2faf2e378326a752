using Souk.Core.Definition;

namespace Souk.Core.Tests.Definition;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("amuont", "; did you mean 'amount'?")]
    [InlineData("AMOUNT", "; did you mean 'amount'?")]
    [InlineData("amont", "; did you mean 'amount'?")]
    [InlineData("zzzzz", "; fields: amount, country, at")]
    [InlineData("", "; fields: amount, country, at")]
    public void The_nearest_name_is_meant_or_all_are_listed(string found, string hint) =>
        Assert.Equal(hint, Suggestion.For(found, ["amount", "country", "at"], "fields"));

    [Fact]
    public void Long_lists_are_cut() =>
        Assert.EndsWith(
            " and 88 more",
            Suggestion.For("?", Enumerable.Range(0, 100).Select(i => $"n{i}"), "names"),
            StringComparison.Ordinal);

    [Fact]
    public void Nothing_to_choose_from_is_said() =>
        Assert.Equal("; there are no fields", Suggestion.For("x", [], "fields"));
}
