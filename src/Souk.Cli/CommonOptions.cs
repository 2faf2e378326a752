using System.CommandLine;
using System.Globalization;
using System.Net;

namespace Souk.Cli;

/// <summary>Options that several commands have, each with one meaning.</summary>
internal static class CommonOptions
{
    internal const string DefaultFolder = "souk-data";

    internal static Option<string> Data()
    {
        Option<string> data = new("--data")
        {
            Description = $"The data folder (default: {DefaultFolder}).",
            DefaultValueFactory = _ => DefaultFolder,
        };
        data.Validators.Add(result =>
        {
            if (File.Exists(result.GetValueOrDefault<string>()))
            {
                result.AddError($"--data is '{result.GetValueOrDefault<string>()}', a file; it must be a folder.");
            }
        });
        return data;
    }

    /// <summary>The server to ask instead of opening the data folder.</summary>
    internal static Option<string?> Url() => new("--url")
    {
        Description = "A running server to ask instead of a data folder; its key, if it wants one, is in SOUK_API_KEY.",
    };

    /// <summary>The port to listen on.</summary>
    internal static Option<int> Port() => new("--port")
    {
        Description = "The port of the HTTP API; 0 takes a free one.",
        DefaultValueFactory = _ => 7070,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            {
                result.AddError(
                    $"--port is '{text}'; it must be a whole number from {IPEndPoint.MinPort} to "
                    + $"{IPEndPoint.MaxPort}.");
            }

            return port;
        },
    };

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON for scripts." };
}
