namespace Souk.Expressions.Tests;

/// <summary>Where the public data sets are.</summary>
internal static class PublicData
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("SOUK_DATA") ?? FindBesideRepository();

    private static string FindBesideRepository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return Path.Combine("shared", "data");
    }
}
