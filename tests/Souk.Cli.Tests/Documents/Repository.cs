namespace Souk.Cli.Tests.Documents;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its root.</summary>
    internal static string Root { get; } = Find();

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Souk.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }
}
