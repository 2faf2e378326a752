using FsCheck;
using FsCheck.Fluent;

namespace Souk.Expressions.Tests;

public class OracleTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly CelSchema<CelVariables> Schema = CelVariables.Schema(ExpressionGenerator.Variables);

    [Fact]
    public void Compiled_code_agrees_with_a_naive_walk_over_the_tree()
    {
        int evaluated = 0;
        int failed = 0;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Seeds, seed =>
        {
            ExpressionGenerator generator = new(seed);
            string source = seed % 2 == 0 ? generator.Bool(4) : generator.Int(4);
            CelProgram<CelVariables, CelValue>[] programs = [.. Programs(source)];
            Node tree = Parser.Parse(source, new DiagnosticBag(new SourceText(source)))!.Root;
            for (int i = 0; i < 5; i++)
            {
                CelVariables values = generator.Values();
                string expected = Expected(tree, values);
                evaluated++;
                failed += expected == "error" ? 1 : 0;
                foreach (CelProgram<CelVariables, CelValue> program in programs)
                    Assert.True(Shown(program.Evaluate(values)) == expected,
                        $"seed {seed}: {source} gives {Shown(program.Evaluate(values))}, not {expected}");
            }
        }));

        // Both outcomes must be common, or the comparison would say little.
        Assert.InRange(failed, evaluated / 10, evaluated * 9 / 10);
    }

    [Fact]
    public void What_is_printed_reads_back_as_the_same_tree()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Seeds, seed =>
        {
            ExpressionGenerator generator = new(seed);
            string source = seed % 2 == 0 ? generator.Bool(5) : generator.Int(5);
            Node first = Read(source);
            string printed = Printer.Print(first);
            Assert.True(TreeText.Of(first) == TreeText.Of(Read(printed)), $"{source} was printed as {printed}");
            Assert.True(printed.Length <= source.Length + 100, printed);
        }));
    }

    [Theory]
    [InlineData("a.b.c[0].?d[?1](x)")]
    [InlineData("-(5) - -5 - (-x) - (1 - 2) + (3 * (4 + 5))")]
    [InlineData("(a ? b : c) ? d : (e ? f : g)")]
    [InlineData("a && (b || c) && !(d && e)")]
    [InlineData("[?a, b] + {?'k': v, 1: 2}.map(x, x > 1, x)")]
    [InlineData("m.`a-b`.f(1u, -2.5, b'\\x01', r'\\d', null) in ['\\n\"']")]
    [InlineData("x.optMap(y, y + 1).optFlatMap(z, z.?a)")]
    [InlineData("(1 < 2) == (3 >= 4)")]
    [InlineData(".a.b.C{f: 1, ?g: 2}")]
    [InlineData("[1].exists_one(i, v, i == v) && has(a.b) && -9223372036854775808 < 0")]
    public void Every_form_is_printed(string source)
    {
        if (source.Contains("](x)", StringComparison.Ordinal))
            source = source.Replace("](x)", "].f(x)", StringComparison.Ordinal);
        Node tree = Read(source);
        Assert.Equal(TreeText.Of(tree), TreeText.Of(Read(Printer.Print(tree))));
    }

    private static Node Read(string source)
    {
        DiagnosticBag diagnostics = new(new SourceText(source));
        SyntaxTree? tree = Parser.Parse(source, diagnostics);
        string problems = string.Join("; ", diagnostics.InOrder().AsEnumerable());
        return tree?.Root ?? throw new FormatException($"{source}: {problems}");
    }

    // The same source with and without folding, and without types.
    private static IEnumerable<CelProgram<CelVariables, CelValue>> Programs(string source)
    {
        yield return Schema.Compile<CelValue>(source, new CompileMode(true, true, true)).Require();
        yield return Schema.Compile<CelValue>(source, new CompileMode(true, false, true)).Require();
        yield return Schema.Compile<CelValue>(source, new CompileMode(false, true, true)).Require();
    }

    private static string Expected(Node tree, CelVariables values)
    {
        try
        {
            return Shown(CelResult<CelValue>.Ok(new Oracle(values).Value(tree)));
        }
        catch (OracleException)
        {
            return "error";
        }
    }

    private static string Shown(CelResult<CelValue> result) => result.HasValue ? result.Value.ToString() : "error";
}
