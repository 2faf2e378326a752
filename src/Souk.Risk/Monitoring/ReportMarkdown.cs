using System.Globalization;
using System.Text;
using Souk.Log;
using Souk.Risk.Backtest;

namespace Souk.Risk.Monitoring;

/// <summary>Writes effectiveness reports for people.</summary>
public static class ReportMarkdown
{
    /// <summary>The report as Markdown.</summary>
    public static string Write(EffectivenessReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        PolicyFigures f = report.Decided;
        Line(text, $"# Risk decisions from {report.From} to {report.To}\n");
        Line(text, $"{f.Decisions} decisions have matured; {f.Bad} of them were bad. {report.Immature} have not");
        Line(text, $"matured yet, and no outcome judges {report.Unjudged}; neither count below.\n");
        if (report.Immature > 0)
        {
            // Outcomes take weeks, so the last week's are never all there: say where those are that are.
            LogTime end = report.MaturedBefore;
            LogTime start = new(end.Microseconds - (report.To.Microseconds - report.From.Microseconds));
            Line(text, $"The newest decisions whose outcomes have all matured are those before {end}; a span");
            Line(text, $"as long as this one of them: `souk risk report --from {start} --to {end}`.\n");
        }

        Line(text, $"| | | 95 % |\n|---|---:|---|");
        Line(text, $"| stopped | {f.Stopped} | |");
        Line(text, $"| bad ones caught | {f.BadStopped} | |");
        Line(text, $"| bad ones missed | {f.Bad - f.BadStopped} | |");
        Row(text, "precision", f.Precision);
        Row(text, "recall", f.Recall);
        Row(text, "false positive rate", f.FalsePositiveRate);
        Row(text, "money saved", f.Saved);
        Row(text, "money lost", f.Lost);
        Row(text, "money turned away", f.TurnedAway);
        Line(text, $"\n## Rules\n\n| checkpoint | rule | hits | bad | precision | unique hits |");
        Line(text, $"|---|---|---:|---:|---:|---:|");
        foreach (RuleFigures rule in report.Rules.Where(r => r.Hits > 0))
        {
            string figures = $"{rule.Hits} | {rule.BadHits} | {Number(rule.Precision)} | {rule.UniqueHits}";
            Line(text, $"| {rule.Checkpoint} | {rule.Rule} | {figures} |");
        }

        Line(text, $"\n## Changes of hit rates against the time before\n\n| checkpoint | rule | now | before | p |");
        Line(text, $"|---|---|---:|---:|---:|");
        foreach (RuleChange change in report.Changes)
        {
            string now = Number(change.Hits.Recent);
            string before = Number(change.Hits.Reference);
            Line(text, $"| {change.Checkpoint} | {change.Rule} | {now} | {before} | {change.Hits.Probability:0.0e0} |");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, Interval interval) => Line(
        text, $"| {name} | {Number(interval.Value)} | {Number(interval.Lower)} to {Number(interval.Upper)} |");

    private static string Number(double value) =>
        double.IsNaN(value) ? "none" : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
