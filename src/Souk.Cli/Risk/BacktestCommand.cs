using System.CommandLine;
using System.Globalization;
using System.Text;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;
using Souk.Risk.Backtest;
using Souk.Risk.Models;
using Spectre.Console;

namespace Souk.Cli.Risk;

/// <summary><c>souk backtest</c>: a candidate policy over the log, compared with what was decided.</summary>
internal static class BacktestCommand
{
    internal static Command Create()
    {
        Option<FileInfo[]> policy = new("--policy")
        {
            Description = "The candidate policy; give it several times to try several in one go.",
            Required = true,
        };
        Option<string?> from = new("--from")
        {
            Description = "The first time that counts; the log's start if left out.",
        };
        Option<string?> to = new("--to")
        {
            Description = "The time from which on nothing counts; the log's end if left out.",
        };
        Option<string[]> models = new("--model")
        {
            Description = "NAME=FILE: a model that the candidate uses from the first event on.",
        };
        Option<string?> progress = new("--progress")
        {
            Description = "A folder of this test's own: after an interruption the same command goes on from there.",
        };
        Option<string> data = CommonOptions.Data();
        Command command = new(
            "backtest",
            "Try a policy on the log and compare it with what was decided.\n\n"
            + "Example: souk backtest --policy candidate.yaml --from 2026-01-10T00:00:00Z")
        {
            policy, from, to, models, progress, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            FileInfo[] files = parsed.GetValue(policy)!;
            string[] texts = await Task.WhenAll(files.Select(f => File.ReadAllTextAsync(f.FullName, cancellation)));
            BacktestOptions options = new()
            {
                From = TimeOf(parsed.GetValue(from), LogTime.BeforeAll),
                To = TimeOf(parsed.GetValue(to), new LogTime(long.MaxValue)),
                Models = (parsed.GetValue(models) ?? []).Select(ModelOf).ToDictionary(m => m.Name, m => m.Model),
                ProgressFolder = parsed.GetValue(progress),
            };
            using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
            using IDisposable hold = engine.HoldLog();
            IReadOnlyList<BacktestReport> reports = PolicyBacktest.Run(
                engine.CreateReplayer(), engine.Definition, texts, options, new ReplayReport(), cancellation);
            for (int i = 0; i < files.Length; i++)
            {
                Console.WriteLine(files.Length > 1 ? $"{(i > 0 ? "\n" : "")}{files[i].Name}" : "");
                Print(reports[i]);
            }

            if (files.Length > 1)
            {
                Compare(files, reports);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static (string Name, RiskModel Model) ModelOf(string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } file])
        {
            throw new ArgumentException($"'{text}' is no model; write NAME=FILE, such as fraud=fraud.model.");
        }

        try
        {
            return (name, RiskModel.Read(File.ReadAllBytes(file)));
        }
        catch (InvalidDataException e)
        {
            throw new ArgumentException($"{file} is no risk model: {e.Message}", e);
        }
    }

    private static LogTime TimeOf(string? text, LogTime otherwise) =>
        text is null ? otherwise
        : Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out LogTime time) ? time
        : throw new ArgumentException($"'{text}' is no time such as 2026-03-01T12:30:00Z.");

    private static void Print(BacktestReport report)
    {
        Table table = new Table().AddColumns("", "candidate", "95 %", "decided", "95 %");
        table.AddRow("stopped", $"{report.Candidate.Stopped}", "", $"{report.Decided.Stopped}", "");
        table.AddRow("bad stopped", $"{report.Candidate.BadStopped}", "", $"{report.Decided.BadStopped}", "");
        Add(table, "precision", report, f => f.Precision);
        Add(table, "recall", report, f => f.Recall);
        Add(table, "false positive rate", report, f => f.FalsePositiveRate);
        Add(table, "money saved", report, f => f.Saved);
        Add(table, "money lost", report, f => f.Lost);
        Add(table, "money turned away", report, f => f.TurnedAway);
        AnsiConsole.Write(table);
        Table rules = new Table().AddColumns("checkpoint", "rule", "hits", "bad", "unique", "first at");
        foreach (RuleFigures rule in report.Rules.Where(r => r.Hits > 0))
        {
            rules.AddRow(
                Markup.Escape(rule.Checkpoint), Markup.Escape(rule.Rule), $"{rule.Hits}", $"{rule.BadHits}",
                $"{rule.UniqueHits}", string.Join(' ', rule.Examples));
        }

        AnsiConsole.Write(rules);
        Console.WriteLine(
            $"{report.Candidate.Decisions} matured decisions, {report.Candidate.Bad} of them bad; "
            + $"{report.Immature} not matured, {report.Unjudged} that no outcome judges, {report.Changed} decided " +
            "otherwise.");
    }

    private static void Compare(FileInfo[] files, IReadOnlyList<BacktestReport> reports)
    {
        Table table = new Table().AddColumns(
            "policy", "stopped", "bad stopped", "precision", "recall", "false positive rate",
            "saved less turned away");
        Add("what was decided", reports[0].Decided);
        for (int i = 0; i < files.Length; i++)
        {
            Add(files[i].Name, reports[i].Candidate);
        }

        AnsiConsole.Write(table);

        void Add(string name, PolicyFigures figures) => table.AddRow(
            Markup.Escape(name), $"{figures.Stopped}", $"{figures.BadStopped}", Shown(figures.Precision.Value),
            Shown(figures.Recall.Value), Shown(figures.FalsePositiveRate.Value),
            Shown(figures.Saved.Value - figures.TurnedAway.Value));
    }

    private static void Add(Table table, string name, BacktestReport report, Func<PolicyFigures, Interval> figure) =>
        table.AddRow(
            name, Shown(figure(report.Candidate).Value), Range(figure(report.Candidate)),
            Shown(figure(report.Decided).Value), Range(figure(report.Decided)));

    private static string Range(Interval interval) => $"{Shown(interval.Lower)} to {Shown(interval.Upper)}";

    private static string Shown(double value) =>
        double.IsNaN(value) ? "none" : value.ToString("0.####", CultureInfo.InvariantCulture);
}
