using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Souk.Expressions.Tests;

public class FuzzTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly string[] Scraps =
    [
        "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "-", "!", "+", "*", "/", "%", "&&", "||", "==", "<", "in",
        "'",
        "\"", "'''", "\\", "\\x", "b'", "r'", "1", "0x", "9999999999999999999", "1.5e", "u", "x", "m", "has", ".all(",
        ".map(", "cel.bind(", "true", "null", "`", "//", "\n", "😀", "\uD800", "\0", "as", ".?", "[?",
        "google.protobuf.Value{",
        "matches('", "timestamp('", ".format([", "%d", "optional.of(",
    ];

    [Fact]
    public void Random_text_gives_errors_and_nothing_worse() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll<byte[]>(
            bytes => CompileAndRun(Encoding.Latin1.GetString(bytes))));

    [Fact]
    public void Random_scraps_of_the_language_give_errors_and_nothing_worse() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(Seeds, seed =>
        {
            Random random = new(seed);
            IEnumerable<string> parts = Enumerable.Range(0, random.Next(1, 30))
                .Select(_ => Scraps[random.Next(Scraps.Length)]);
            CompileAndRun(string.Concat(parts));
        }));

    [Fact]
    public void Broken_expressions_give_errors_and_nothing_worse() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Seeds, seed =>
        {
            Random random = new(seed);
            StringBuilder source = new(new ExpressionGenerator(seed).Bool(4));
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(source.Length);
                if (random.Next(2) == 0)
                    source.Remove(at, 1);
                else
                    source.Insert(at, Scraps[random.Next(Scraps.Length)]);
            }

            CompileAndRun(source.ToString());
        }));

    private static void CompileAndRun(string source)
    {
        CelSchema<CelVariables> schema = CelVariables.Schema(ExpressionGenerator.Variables);
        foreach (bool isChecked in new[] { true, false })
        {
            CelCompilation<CelVariables, CelValue> compiled =
                schema.Compile<CelValue>(source, new CompileMode(isChecked, true, true));
            Assert.Equal(compiled.IsSuccess, compiled.Diagnostics.Count == 0);
            foreach (CelDiagnostic problem in compiled.Diagnostics)
                Assert.True(problem.Line >= 1 && problem.Column >= 1 && problem.Message.Length > 0);
            CelResult<CelValue>? result = compiled.Program?.Evaluate(new ExpressionGenerator(1).Values());
            Assert.True(result is null || result.Value.HasValue || result.Value.Error.Message.Length > 0);
        }
    }
}
