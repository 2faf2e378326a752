namespace Souk.Bench.Tests;

/// <summary>Finds the folder of public data sets, or skips the test.</summary>
internal static class PublicData
{
    /// <summary>The folder that holds a set: SOUK_DATA, or shared/data beside the repository.</summary>
    public static string Require(string set)
    {
        string? folder = Environment.GetEnvironmentVariable("SOUK_DATA") ?? FindBesideRepository();
        if (folder is null || !Directory.Exists(Path.Combine(folder, set)))
        {
            Assert.Skip($"The public data set '{set}' is not at hand; set SOUK_DATA to the folder that holds it.");
        }

        return folder!;
    }

    private static string? FindBesideRepository()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            string candidate = Path.Combine(d.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
