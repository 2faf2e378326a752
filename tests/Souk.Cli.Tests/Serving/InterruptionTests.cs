using System.Diagnostics;
using System.Globalization;

namespace Souk.Cli.Tests.Serving;

/// <summary>A signal ends long commands in order: nothing is left behind, and the exit code tells of it.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-signal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bench log", "log throughput", "TERM", 143)]
    [InlineData("bench features", "97 features", "INT", 130)]
    [InlineData("simulate --shoppers 100000 --days 300", "{", "TERM", 143)]
    public async Task ASignal_EndsACommand_AndItsTemporaryFiles(string line, string begun, string signal, int code)
    {
        string program = typeof(SoukCommand).Assembly.Location;
        // Shells that start the tests in the background have them ignore SIGINT, and all that they start.
        ProcessStartInfo start = new("env", ["--default-signal=INT", "dotnet", program, .. line.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = _folder;
        using Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is string said
            && !said.StartsWith(begun, StringComparison.Ordinal))
        {
        }

        using (Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await rest;
        await process.WaitForExitAsync();
        Assert.Equal("souk: stopped before it was done", error.Trim());
        Assert.Equal(code, process.ExitCode);
        Assert.Empty(Directory.EnumerateDirectories(_folder, "souk-*"));
    }
}
