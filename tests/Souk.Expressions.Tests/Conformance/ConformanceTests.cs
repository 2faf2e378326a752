namespace Souk.Expressions.Tests;

public class ConformanceTests
{
    private const int AllTests = 2456;
    private const int AllPassing = 1871;
    private const int CorePassing = 1349;
    private const int CorePlain = 1319;

    private static readonly string Folder = Path.Combine(PublicData.Folder, "cel-spec", "testdata");

    private static readonly Lazy<ConformanceTest[]> Tests = new(() => ConformanceTest.ReadAll(Folder));

    private static readonly Lazy<Dictionary<string, string>> Skipped = new(ReadSkipped);

    public static TheoryData<string> Files =>
    [
        "basic", "bindings_ext", "block_ext", "comparisons", "conversions", "dynamic", "encoders_ext", "enums",
        "fields", "fp_math", "integer_math", "lists", "logic", "macros", "macros2", "math_ext", "namespace",
        "network_ext", "optionals", "parse", "plumbing", "proto2", "proto2_ext", "proto3", "string", "string_ext",
        "timestamps", "type_deduction", "wrappers",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_test_passes_or_is_listed_as_skipped(string file)
    {
        SkipWithoutData();
        List<string> wrong = [];
        foreach (ConformanceTest test in Tests.Value.Where(t => t.File == file))
        {
            // Folding would let the compiler answer most tests by itself, so each runs with and without.
            string? problem = ConformanceRunner.Run(test, foldsConstants: false)
                ?? ConformanceRunner.Run(test, foldsConstants: true);
            if (problem is not null && !Skipped.Value.ContainsKey(test.Id))
                wrong.Add($"{test.Id}: {Line(test.Body.Text("expr")!)}: {problem}");
            if (problem is null && Skipped.Value.ContainsKey(test.Id))
                wrong.Add($"{test.Id}: passes, but is listed as skipped");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {file}:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void The_skipped_list_names_only_tests_that_exist_and_the_counts_are_as_published()
    {
        SkipWithoutData();
        string[] ids = [.. Tests.Value.Select(t => t.Id)];
        Assert.Equal(AllTests, ids.Length);
        Assert.Equal(Files.Select(f => f.Data).Order(), Tests.Value.Select(t => t.File).Distinct().Order());
        Assert.Empty(Skipped.Value.Keys.Except(ids));
        int core = Tests.Value.Count(t => !t.File.EndsWith("_ext", StringComparison.Ordinal) && !IsSkipped(t));
        Assert.Equal(CorePassing, core);
        Assert.Equal(AllPassing, AllTests - Skipped.Value.Count);

        // Of those, all that do not even mention the protobuf test schema.
        ConformanceTest[] plain = [.. Tests.Value.Where(t => !t.MentionsProtobufSchema)];
        Assert.Equal(CorePlain, plain.Count(t => !t.File.EndsWith("_ext", StringComparison.Ordinal)));
        Assert.DoesNotContain(plain, IsSkipped);
    }

    private static string Line(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private static bool IsSkipped(ConformanceTest test) => Skipped.Value.ContainsKey(test.Id);

    private static void SkipWithoutData()
    {
        if (!Directory.Exists(Folder))
            Assert.Skip($"the specification's tests are not at {Folder}; set SOUK_DATA");
    }

    private static Dictionary<string, string> ReadSkipped() => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "skipped.tsv"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('\t'))
        .ToDictionary(parts => parts[0], parts => parts[1]);
}
