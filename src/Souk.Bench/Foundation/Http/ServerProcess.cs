using System.Diagnostics;
using System.Net;

namespace Souk.Bench.Foundation.Http;

/// <summary><c>souk serve</c> as a child process over a folder, as a marketplace runs it: shipped definition,
/// durable.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string ServesOn = "souk serves on http://";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    internal ServerProcess(string folder)
    {
        string program = Environment.ProcessPath
            ?? throw new InvalidOperationException("The path of this program is unknown: no server can be started.");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        // Searches for rings and patterns, which run beside serving once a day, would fall into some runs only.
        foreach (string argument in
            (string[])["serve", "--data", folder, "--port", "0", "--rings-every", "0s", "--patterns-every", "0s"])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        EndPoint = Listen();
    }

    /// <summary>Where it listens.</summary>
    internal IPEndPoint EndPoint { get; }

    /// <summary>The memory it occupies, in bytes.</summary>
    internal long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The processor time it has used.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Ends it at once; whoever waits for an answer fails.</summary>
    internal void Stop() => _process.Kill();

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private IPEndPoint Listen()
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        Task<string?> line = Task.Run(() =>
        {
            while (_process.StandardOutput.ReadLine() is string text)
            {
                if (text.StartsWith(ServesOn, StringComparison.Ordinal))
                {
                    return text[ServesOn.Length..];
                }
            }

            return null;
        });
        if (!line.Wait(_patience) || line.Result is not string address)
        {
            _process.Kill();
            throw new InvalidOperationException($"The server did not start: {errors.GetAwaiter().GetResult()}");
        }

        return IPEndPoint.Parse(address);
    }
}
