namespace Souk.Expressions.Tests;

public class PatternTests
{
    [Theory]
    [InlineData(@"^\d+$", "123", true)]
    [InlineData(@"^\d+$", "١٢٣", false)]
    [InlineData(@"a$", "a\n", false)]
    [InlineData(@"(?m)a$", "a\nb", true)]
    [InlineData(@"^\w+$", "é", false)]
    [InlineData(@"^[[:alpha:]_]+$", "ab_", true)]
    [InlineData(@"^[^\d]+$", "ab", true)]
    [InlineData(@"^[\D]+$", "a1", false)]
    [InlineData(@"(?P<year>\d{4})-\d\d", "on 2026-11", true)]
    [InlineData(@"\Qa.b\E", "a.b", true)]
    [InlineData(@"\Qa.b\E", "axb", false)]
    [InlineData(@"^\x{1F600}$", "😀", true)]
    [InlineData(@"^\pL+$", "Straße", true)]
    [InlineData(@"(?i)ABC", "xabcx", true)]
    [InlineData(@"a{,2}", "a{,2}", true)]
    [InlineData(@"a b#c", "a b#c", true)]
    [InlineData(@"^[]a]+$", "]a", true)]
    public void Re2_syntax_means_what_it_means_in_re2(string pattern, string text, bool expected)
    {
        CelFault fault = default;
        Assert.Equal(expected, TextFunctions.Matches(text, pattern, ref fault));
        Assert.Equal(CelErrorCode.None, fault.Code);
    }

    [Theory]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?=a)")]
    [InlineData(@"(?!a)")]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"(?>a)")]
    [InlineData(@"a\Z")]
    [InlineData(@"a{1001}")]
    [InlineData(@"[[:nope:]]")]
    [InlineData(@"(")]
    [InlineData(@"[a")]
    [InlineData(@"a\")]
    [InlineData(@"(?U)a")]
    [InlineData(@"\x{110000}")]
    public void What_re2_refuses_is_refused(string pattern)
    {
        CelFault fault = default;
        Assert.False(TextFunctions.Matches("a", pattern, ref fault));
        Assert.Equal(CelErrorCode.InvalidArgument, fault.Code);
        Assert.Contains(pattern, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_backtracks_elsewhere_is_quick_here()
    {
        CelFault fault = default;
        Assert.False(TextFunctions.Matches(new string('a', 100_000), "(a+)+b", ref fault));
    }
}
