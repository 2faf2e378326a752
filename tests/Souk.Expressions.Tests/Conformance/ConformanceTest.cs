namespace Souk.Expressions.Tests;

/// <summary>One test of the specification.</summary>
internal sealed record ConformanceTest(string File, string Section, string Name, TextProto Body)
{
    public string Id => $"{File}/{Section}/{Name}";

    public static ConformanceTest[] ReadAll(string folder) =>
    [
        .. from path in Directory.GetFiles(folder, "*.textproto").Order(StringComparer.Ordinal)
           let file = Path.GetFileNameWithoutExtension(path)
           from section in TextProto.Parse(System.IO.File.ReadAllText(path)).Messages("section")
           from test in section.Messages("test")
           select new ConformanceTest(file, section.Text("name")!, test.Text("name")!, test),
    ];
}
