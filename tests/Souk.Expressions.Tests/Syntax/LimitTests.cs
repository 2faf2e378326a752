namespace Souk.Expressions.Tests;

public class LimitTests
{
    private static readonly CelSchema<CelVariables> Schema = CelVariables.Schema(ExpressionGenerator.Variables);

    public static TheoryData<string, string> TooMuch => new()
    {
        { new string('(', 5000) + "1" + new string(')', 5000), "nested deeper" },
        { new string('[', 5000) + new string(']', 5000), "nested deeper" },
        { new string('!', 5000) + "true", "nested deeper" },
        { new string('-', 5000) + "1", "nested deeper" },
        { string.Concat(Enumerable.Repeat("true ? true : ", 5000)) + "true", "nested deeper" },
        { "x" + string.Concat(Enumerable.Repeat(".a", 5000)), "nested deeper" },
        { "x" + string.Concat(Enumerable.Repeat("[0]", 5000)), "nested deeper" },
        { "1" + string.Concat(Enumerable.Repeat(" + 1", 5000)), "nested deeper" },
        { "[" + string.Concat(Enumerable.Repeat("1,", 30000)) + "]", "more than 20000 parts" },
        { "'" + new string('a', CelLimits.MaxSourceLength) + "'", "100000 are allowed" },
    };

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void Too_much_is_refused(string source, string message)
    {
        CelCompilation<CelVariables, CelValue> compiled = Schema.Compile<CelValue>(source);
        Assert.Contains(message, Assert.Single(compiled.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", "1", ")", 60)]
    [InlineData("[", "1", "][0]", 60)]
    [InlineData("true ? ", "true", " : false", 1)]
    [InlineData("true && ", "true", "", 2000)]
    [InlineData("false || ", "true", "", 2000)]
    [InlineData("1 + ", "1", "", 190)]
    [InlineData("!", "true", "", 100)]
    public void What_the_language_asks_for_and_more_is_accepted(string before, string middle, string after, int times)
    {
        string source = string.Concat(Enumerable.Repeat(before, times)) + middle
            + string.Concat(Enumerable.Repeat(after, times));
        Assert.True(Schema.Compile<CelValue>(source).Require().Evaluate(new CelVariables()).HasValue);
    }

    [Fact]
    public void The_deepest_expression_runs_on_a_small_stack()
    {
        string source = string.Concat(Enumerable.Repeat("[", 90)) + "1" + string.Concat(Enumerable.Repeat("][0]", 90));
        bool succeeded = false;
        Thread thread = new(() => succeeded = Schema.Compile<CelValue>(source).IsSuccess, 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.True(succeeded);
    }

    [Fact]
    public void Loops_within_loops_run_out_of_steps()
    {
        string list = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]";
        string source = "true";
        foreach (string v in new[] { "a", "b", "c", "d", "e", "f" })
            source = $"{list}.all({v}, {source})";
        CelResult<CelValue> result = Schema.Compile<CelValue>(source).Require().Evaluate(new CelVariables());
        Assert.Equal(CelErrorCode.LimitExceeded, result.Error.Code);
    }

    [Fact]
    public void A_string_cannot_double_without_end()
    {
        string source = "a0";
        for (int i = 30; i >= 1; i--)
            source = $"cel.bind(a{i % 2}, a{(i + 1) % 2} + a{(i + 1) % 2}, {source})";
        CelResult<CelValue> result = Schema.Compile<CelValue>($"cel.bind(a0, 'aaaaaaaa', {source})").Require()
            .Evaluate(new CelVariables());
        Assert.Equal(CelErrorCode.LimitExceeded, result.Error.Code);
    }
}
