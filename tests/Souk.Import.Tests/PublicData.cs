namespace Souk.Import.Tests;

/// <summary>Where the repository and the public data sets are.</summary>
internal static class PublicData
{
    internal static string Root { get; } = FindRoot();

    /// <summary>A file of a data set; the test is skipped where it is missing.</summary>
    internal static string File(params string[] parts)
    {
        string folder = Environment.GetEnvironmentVariable("SOUK_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        string path = Path.Combine([folder, .. parts]);
        Assert.SkipUnless(
            System.IO.File.Exists(path), $"{path} is missing; set SOUK_DATA to the folder with the public data sets");
        return path;
    }

    internal static string Mapping(string name, string file = "mapping.yaml") =>
        Path.Combine(Root, "mappings", name, file);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Souk.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
