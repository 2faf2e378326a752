using System.Globalization;

namespace Souk.Bench;

/// <summary>Writes what benchmarks give as Markdown, line by line, so that a run that is cut off leaves what it
/// had.</summary>
internal sealed class ResultTable(IReadOnlyList<TextWriter> writers)
{
    private readonly List<(string Benchmark, double Seconds)> _durations = [];
    private readonly List<string> _failures = [];
    private int _marks;
    private int _reached;

    /// <summary>Whether every mark was reached and no benchmark failed.</summary>
    public bool IsClean => _reached == _marks && _failures.Count == 0;

    public void Begin(string command, string machine, DateTimeOffset now)
    {
        Write($"Command: `{command}`. Machine: {machine}. Begun {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        Write();
        Write("| benchmark | data | method | metric | ours | published or rival | at least | reached | seconds "
            + "| settings |");
        Write("|---|---|---|---|---:|---|---:|---|---:|---|");
    }

    public void Row(ILearningBenchmark benchmark, BenchmarkRow row)
    {
        _marks += row.HasMark ? 1 : 0;
        _reached += row.HasMark && row.IsReached ? 1 : 0;
        Write(
            $"| {benchmark.Name} | {benchmark.DataSet ?? "made"} | {Cell(row.Method)} | {Cell(row.Metric)} | "
            + $"{Number(row.Ours)} | {Cell(row.Reference)} | {(row.HasMark ? Number(row.AtLeast) : "")} | "
            + $"{row.Verdict} | {Seconds(row.Seconds)} | {Cell(row.Settings)} |");
    }

    public void PassedOver(ILearningBenchmark benchmark) =>
        Write($"| {benchmark.Name} | {benchmark.DataSet} | passed over: the data set is missing | | | | | | | |");

    /// <summary>Notes that a benchmark did not come to its end, and why; what it gave before stays.</summary>
    public void Failed(ILearningBenchmark benchmark, Exception reason)
    {
        _failures.Add($"{benchmark.Name}: {reason}");
        Write(
            $"| {benchmark.Name} | {benchmark.DataSet ?? "made"} | failed: {Cell(reason.Message)} | | | | | no | | |");
    }

    public void Ended(ILearningBenchmark benchmark, TimeSpan duration) =>
        _durations.Add((benchmark.Name, duration.TotalSeconds));

    /// <summary>Writes what was reached, how long each benchmark took, and the failures in full.</summary>
    public void End()
    {
        Write();
        Write($"{_reached} of {_marks} marks reached, {_failures.Count} benchmarks failed, "
            + $"{Seconds(_durations.Sum(d => d.Seconds) / 60)} minutes in all. Seconds of each, with reading, choice "
            + $"of settings and rivals: {string.Join(", ", _durations.Select(d => $"{d.Benchmark} {d.Seconds:0}"))}.");
        foreach (string failure in _failures)
        {
            Write();
            Write("```");
            Write(failure);
            Write("```");
        }
    }

    private static string Cell(string? text) =>
        (text ?? string.Empty).Replace('|', '/').ReplaceLineEndings(" ");

    private static string Number(double value) => Math.Abs(value) >= 1000
        ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("0.#####", CultureInfo.InvariantCulture);

    private static string Seconds(double value) =>
        double.IsNaN(value) ? string.Empty : value.ToString("0.0", CultureInfo.InvariantCulture);

    private void Write(string line = "")
    {
        foreach (TextWriter writer in writers)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }
}
