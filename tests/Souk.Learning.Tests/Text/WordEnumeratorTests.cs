using FsCheck;
using FsCheck.Fluent;
using Souk.Learning.Text;

namespace Souk.Learning.Tests.Text;

public sealed class WordEnumeratorTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  ,;! ", "")]
    [InlineData("Hello, world!", "Hello|world")]
    [InlineData("don't can\u2019t 'quoted'", "don't|can\u2019t|quoted")]
    [InlineData("5.5 inch 1,000 end.", "5.5|inch|1,000|end")]
    [InlineData("www.example.com/a_b", "www|example|com|a_b")]
    [InlineData("64gb i7-8700k", "64gb|i7|8700k")]
    [InlineData("caf\u00E9 cafe\u0301", "caf\u00E9|cafe\u0301")]
    [InlineData("\u5317\u4EAC\u5927\u5B66", "\u5317\u4EAC|\u4EAC\u5927|\u5927\u5B66")]
    [InlineData("\u5317", "\u5317")]
    [InlineData("iPhone\u624B\u673A\u58F3 new", "iPhone|\u624B\u673A|\u673A\u58F3|new")]
    [InlineData("\u3053\u3093 \u306B", "\u3053\u3093|\u306B")]
    [InlineData("\uD55C\uAD6D\uC5B4 \uCC45", "\uD55C\uAD6D\uC5B4|\uCC45")]
    [InlineData("good \U0001F600\U0001F44D\U0001F3FD!", "good|\U0001F600|\U0001F44D\U0001F3FD")]
    [InlineData(
        "\u041F\u0440\u0438\u0432\u0435\u0442 \u03BA\u03CC\u03C3\u03BC\u03B5",
        "\u041F\u0440\u0438\u0432\u0435\u0442|\u03BA\u03CC\u03C3\u03BC\u03B5")]
    [InlineData("a\uD800b", "a|b")]
    public void Words_of_a_text(string text, string expected) =>
        Assert.Equal(expected.Length == 0 ? [] : expected.Split('|'), WordEnumerator.Words(text));

    [Fact]
    public void MoveNext_ends_and_stays_within_any_text()
    {
        Prop.ForAll(
            ArbMap.Default.ArbFor<char[]>(),
            text =>
            {
                var words = new WordEnumerator(text);
                int last = -1;
                while (words.MoveNext())
                {
                    if (words.Start <= last || words.Length <= 0 || words.Start + words.Length > text.Length)
                    {
                        return false;
                    }

                    last = words.Start;
                }

                return true;
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Fold_makes_lower_case_and_plain_width()
    {
        char[] folded = new char[6];
        TextFolding.Fold("A\u00C9\uFF21\uFF11z\u0416", folded);
        Assert.Equal("a\u00E9a1z\u0436", new string(folded));
    }
}
