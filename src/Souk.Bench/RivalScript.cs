using System.Diagnostics;
using System.Globalization;

namespace Souk.Bench;

/// <summary>Runs a Python script of bench/rivals on the same data as ours, in the same run.</summary>
internal static class RivalScript
{
    private const string PythonVariable = "SOUK_PYTHON";
    private const string DefaultPython = "/usr/bin/python3";

    /// <summary>Runs a script and reads its name=value lines; null if the script, Python or a package is not
    /// there.</summary>
    public static IReadOnlyDictionary<string, double>? Run(string script, params string[] arguments)
    {
        string? path = Find(script);
        string python = Environment.GetEnvironmentVariable(PythonVariable) ?? DefaultPython;
        if (path is null || !File.Exists(python))
        {
            return null;
        }

        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(path);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{python} did not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string said = errors.GetAwaiter().GetResult();
        if (process.ExitCode != 0)
        {
            return said.Contains("ModuleNotFoundError", StringComparison.Ordinal)
                ? null
                : throw new InvalidOperationException($"{script} failed: {said}");
        }

        return Values(output);
    }

    private static Dictionary<string, double> Values(string output)
    {
        var values = new Dictionary<string, double>();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('=');
            if (parts.Length == 2)
            {
                values[parts[0].Trim()] = double.Parse(parts[1], CultureInfo.InvariantCulture);
            }
        }

        return values;
    }

    private static string? Find(string script)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "bench", "rivals", script);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
