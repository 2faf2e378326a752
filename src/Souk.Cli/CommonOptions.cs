using System.CommandLine;

namespace Souk.Cli;

/// <summary>Options that several commands have, each with one meaning.</summary>
internal static class CommonOptions
{
    internal const string DefaultFolder = "souk-data";

    internal static Option<string> Data() => new("--data")
    {
        Description = $"The data folder (default: {DefaultFolder}).",
        DefaultValueFactory = _ => DefaultFolder,
    };

    /// <summary>The server to ask instead of opening the data folder.</summary>
    internal static Option<string?> Url() => new("--url")
    {
        Description = "A running server to ask instead of a data folder; its key, if it wants one, is in SOUK_API_KEY.",
    };

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };
}
