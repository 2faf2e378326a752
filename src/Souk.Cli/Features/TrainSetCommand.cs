using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Core;
using Souk.Core.Engine;
using Souk.Features.Past;
using Souk.Features.Training;
using Souk.Log;
using Souk.Server.Entities;

namespace Souk.Cli.Features;

/// <summary><c>souk train-set</c>: a training set as CSV, each row as serving saw it.</summary>
internal static class TrainSetCommand
{
    internal static Command Create()
    {
        Argument<string> type = new("event") { Description = "The event type that gives the rows, such as payment." };
        Option<FileInfo> output = new("--out")
        {
            Description = "The CSV file to write; it must not exist yet.",
            Required = true,
        };
        Option<string?> features = new("--features")
        {
            Description = "Features or columns with commas between; all whose key the event has, if left out.",
        };
        Option<string?> where = new("--where")
        {
            Description = "A CEL condition on the event, such as event.amount > 10.",
        };
        Option<string?> label = new("--label")
        {
            Description = "The type of the later event that labels a row 1, such as chargeback.",
        };
        Option<string?> join = new("--label-by") { Description = "The field that both events have, such as payment." };
        Option<string?> within = new("--label-within")
        {
            Description = "How long after the row a label still counts, such as 30d.",
        };
        Option<string?> labelWhere = new("--label-where") { Description = "A CEL condition on the labelling event." };
        Option<string?> from = new("--from") { Description = "Where rows begin: a log position or a time." };
        Option<string?> through = new("--through")
        {
            Description = "Where rows end: a log position or a time; labels are read beyond it.",
        };
        Option<string> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "train-set",
            "Write a training set: a row at each event of a type, its features as serving saw them there, and a "
            + "label from later events.\n\nExample: souk train-set payment --features card.payments,card.spend "
            + "--label chargeback --label-by payment --label-within 60d --data shop --out payments.csv")
        {
            type, output, features, where, label, join, within, labelWhere, from, through, data, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
            Span span = Span.Parse(parsed.GetValue(from), parsed.GetValue(through));
            TrainingSetOptions options = new()
            {
                EventType = parsed.GetValue(type)!,
                Where = parsed.GetValue(where),
                Columns = Columns(engine, parsed.GetValue(type)!, parsed.GetValue(features)),
                Label = Label(parsed.GetValue(label), parsed.GetValue(join), parsed.GetValue(within),
                    parsed.GetValue(labelWhere)),
                From = span.From.Position ?? new LogPosition(1),
                Through = span.Through.Position,
            };
            Summary summary = Write(engine, options, span, parsed.GetValue(output)!, cancellation);
            summary.Print(parsed.GetValue(json));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static IReadOnlyList<string> Columns(SoukEngine engine, string type, string? features)
    {
        if (features is null)
        {
            return TrainingSetBuilder.ColumnsFor(engine.Definition, type);
        }

        string[] names = features.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return ColumnNames.Resolve(engine.Definition, names, out List<string> columns) is string problem
            ? throw new ArgumentException(problem)
            : columns;
    }

    private static TrainingLabel? Label(string? type, string? join, string? within, string? where)
    {
        if (type is null)
        {
            return join is null && within is null && where is null ? null
                : throw new ArgumentException(
                    "--label-by, --label-within and --label-where belong to --label, which is missing.");
        }

        if (join is null || within is null)
        {
            throw new ArgumentException(
                "--label needs --label-by FIELD, which joins it to its row, and --label-within SPAN, such as 30d.");
        }

        return Duration.TryParse(within, out Duration delay)
            ? new TrainingLabel(type, join, delay, where)
            : throw new ArgumentException($"--label-within '{within}' is no span of time such as 12h or 30d.");
    }

    // Written beside its place first, so that a file of that name is always whole.
    private static Summary Write(
        SoukEngine engine, TrainingSetOptions options, Span span, FileInfo output, CancellationToken cancellation)
    {
        if (output.Exists)
        {
            throw new InvalidOperationException($"{output.FullName} exists already; nothing was written.");
        }

        Summary summary = new(output.FullName, options.Columns.Count, options.Label is not null);
        string partial = output.FullName + ".partial";
        using IDisposable hold = engine.HoldLog();
        ProgressBar progress = new(engine.LastPosition.Value, "position");
        try
        {
            using (TrainingCsvWriter csv = new(
                new StreamWriter(partial, append: false, new UTF8Encoding(false), 1 << 16), options.Columns,
                options.Label is not null))
            {
                new TrainingSetBuilder(engine.Log, engine.Definitions).Build(
                    engine.Definition,
                    options,
                    row =>
                    {
                        if (row.Time >= span.From.Time && row.Time <= span.Through.Time)
                        {
                            csv.Write(row);
                            summary.Add(row);
                        }
                    },
                    progress,
                    cancellation);
            }

            File.Move(partial, output.FullName);
        }
        finally
        {
            progress.End();
            File.Delete(partial);
        }

        return summary;
    }

    private readonly record struct Span(
        (LogPosition? Position, LogTime Time) From, (LogPosition? Position, LogTime Time) Through)
    {
        internal static Span Parse(string? from, string? through) =>
            new(End("--from", from, LogTime.BeforeAll), End("--through", through, LogTime.AfterAll));

        private static (LogPosition? Position, LogTime Time) End(string option, string? text, LogTime none) =>
            text is null ? (null, none)
            : !PastMoment.TryParse(text, out PastMoment moment)
                ? throw new ArgumentException(
                    $"{option} {text} is neither a log position (1, 2, 3 ...) nor a time such as 2026-03-01T12:30:00Z.")
            : moment.Position is LogPosition position ? (position, none)
            : (null, moment.LatestTime);
    }

    private sealed class Summary(string file, int columns, bool hasLabel)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private long _rows;
        private long _positive;
        private long _mature;

        internal void Add(TrainingRow row)
        {
            _rows++;
            _positive += row.Label ?? 0;
            _mature += row.IsMature ? 1 : 0;
        }

        internal void Print(bool json)
        {
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    file,
                    rows = _rows,
                    columns,
                    positive = hasLabel ? _positive : (long?)null,
                    mature = hasLabel ? _mature : (long?)null,
                    seconds = _clock.Elapsed.TotalSeconds,
                }));
                return;
            }

            string labels = hasLabel
                ? $", {_positive} labelled 1, {_mature} whose label can change no more"
                : string.Empty;
            Console.WriteLine(
                $"{_rows} rows of {columns} columns{labels}: {file} ({_clock.Elapsed.TotalSeconds:0.0} s)");
        }
    }
}
