using System.Text.Json;
using Spectre.Console;

namespace Souk.Cli.Tests;

/// <summary>Runs command lines in this process and keeps what they print. Console is one for the whole process, so the
/// classes that use this share a collection.</summary>
internal static class CommandRun
{
    internal const string Collection = "console";

    // Wide enough that no table breaks a word.
    private const int Width = 300;

    /// <summary>Runs a command line.</summary>
    internal static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        using StringWriter written = new();
        using StringWriter complained = new();
        Console.SetOut(written);
        Console.SetError(complained);
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(written) });
        AnsiConsole.Profile.Width = Width;
        try
        {
            int code = await SoukCommand.RunAsync(args);
            return (code, written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings());
        }
    }

    /// <summary>Runs a command line that must succeed and print JSON.</summary>
    internal static async Task<JsonElement> JsonAsync(params string[] args)
    {
        (int code, string output, string error) = await RunAsync([.. args, "--json"]);
        Assert.True(code == ExitCode.Ok, $"{string.Join(' ', args)} gave {code}: {output}{error}");
        return JsonSerializer.Deserialize<JsonElement>(output);
    }
}
