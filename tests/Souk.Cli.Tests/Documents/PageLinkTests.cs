using System.Text.RegularExpressions;

namespace Souk.Cli.Tests.Documents;

/// <summary>Every link of the documentation leads somewhere.</summary>
public sealed partial class PageLinkTests
{
    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "mappings"), "*.md", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Order(),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryLink_LeadsToAFileAndAHeading(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (Match link in Link().Matches(Repository.Read(page)))
        {
            string[] target = link.Groups["target"].Value.Split('#');
            string file = target[0].Length == 0
                ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, target[0]));
            Assert.True(Path.Exists(file), $"{page} links to {target[0]}, which is not there");
            if (target.Length > 1)
            {
                Assert.True(
                    Headings(file).Contains(target[1]),
                    $"{page} links to {link.Groups["target"].Value}; there is no such heading");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryPageNamedInText_IsThere(string page)
    {
        foreach (Match named in Named().Matches(Repository.Read(page)))
        {
            Assert.True(File.Exists(Path.Combine(Repository.Root, named.Value)), $"{page} names {named.Value}");
        }
    }

    // As GitHub makes anchors of headings.
    private static HashSet<string> Headings(string file) =>
    [
        .. from line in File.ReadLines(file)
           where line.StartsWith('#')
           let text = line.TrimStart('#').Trim().ToLowerInvariant()
           select new string([.. text.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')]).Replace(' ', '-'),
    ];

    [GeneratedRegex(@"\]\((?<target>(?!https?:)[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"docs/[\w/-]+\.md")]
    private static partial Regex Named();
}
