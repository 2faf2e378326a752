using System.Diagnostics;

namespace Souk.Cli.Tests.Serving;

/// <summary>A server in a process of its own, over a data folder.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
    }

    internal HttpClient Client { get; }

    internal static Task<ServerProcess> StartAsync(string folder, params string[] options) =>
        StartAsync(new ProcessStartInfo("dotnet", [Program, "serve", "--data", folder, "--port", "0", .. options]));

    /// <summary>Starts one that may not write files beyond a size, which it meets as it meets a full disk.</summary>
    internal static Task<ServerProcess> StartLimitedAsync(string folder, int kibibytes)
    {
        ProcessStartInfo start = new(
            "bash",
            ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec dotnet '{Program}' serve --data '{folder}' --port 0"]);

        // The runtime's own shared memory would be beyond the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return StartAsync(start);
    }

    private static string Program => typeof(Souk.Cli.Serving.ServeCommand).Assembly.Location;

    private static async Task<ServerProcess> StartAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start)!;
        const string Mark = "souk serves on ";
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync() is string line)
        {
            lines.Add(line);
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return new ServerProcess(process, line[Mark.Length..]);
            }
        }

        throw new InvalidOperationException(
            $"The server did not start: {string.Join('\n', lines)}\n{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>SIGKILL: the process has no chance to do anything more.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: the process finishes what it has taken.</summary>
    internal async Task<int> TerminateAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Client.Dispose();
        _process.Dispose();
    }
}
