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

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };
}
