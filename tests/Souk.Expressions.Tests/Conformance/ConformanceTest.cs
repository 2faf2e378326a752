namespace Souk.Expressions.Tests;

/// <summary>One test of the specification.</summary>
internal sealed record ConformanceTest(string File, string Section, string Name, TextProto Body)
{
    public string Id => $"{File}/{Section}/{Name}";

    /// <summary>Whether the protobuf test schema, or any message in transport form, appears in the test.</summary>
    public bool MentionsProtobufSchema => Body.AllText().Any(text =>
        text.Contains("conformance.proto", StringComparison.Ordinal)
        || text.Contains("TestAllTypes", StringComparison.Ordinal)
        || text.Contains("type.googleapis", StringComparison.Ordinal));

    public static ConformanceTest[] ReadAll(string folder) =>
    [
        .. from path in Directory.GetFiles(folder, "*.textproto").Order(StringComparer.Ordinal)
           let file = Path.GetFileNameWithoutExtension(path)
           from section in TextProto.Parse(System.IO.File.ReadAllText(path)).Messages("section")
           from test in section.Messages("test")
           select new ConformanceTest(file, section.Text("name")!, test.Text("name")!, test),
    ];
}
