using System.Globalization;

namespace Souk.Bench.Foundation;

/// <summary>The table of figures beside what was to be reached, as docs have it.</summary>
internal static class FigureTable
{
    internal static void Write(List<(string Benchmark, SpeedFigure Figure)> figures, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| what | at least | aim | ours | reached | `souk bench` |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach ((string benchmark, SpeedFigure figure) in figures)
        {
            string reached = figure.IsAimReached ? "aim" : figure.IsReached ? "at least" : "no";
            string sign = figure.HigherIsBetter ? "≥" : "≤";
            string aim = double.IsNaN(figure.Aim) ? string.Empty : $"{sign} {Show(figure.Aim)}";
            output.WriteLine(
                $"| {figure.What} | {sign} {Show(figure.AtLeast)} {figure.Unit} | {aim} | {Show(figure.Ours)} "
                + $"| {reached} | `{benchmark}` |");
        }
    }

    private static string Show(double value) => value.ToString(
        Math.Abs(value) switch
        {
            >= 100 => "N0",
            >= 10 => "0.#",
            _ => "0.##",
        },
        CultureInfo.InvariantCulture);
}
