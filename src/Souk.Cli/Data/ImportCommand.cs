using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Import;
using Souk.Import.Mapping;
using Souk.Server;

namespace Souk.Cli.Data;

/// <summary><c>souk import</c>: brings history from files into a data folder.</summary>
internal static class ImportCommand
{
    internal static Command Create()
    {
        Argument<FileInfo[]> files = new("files")
        {
            Description = "CSV, TSV or NDJSON files, gzip or not.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<FileInfo> mapping = new("--mapping")
        {
            Description = "The mapping file; 'mappings' has ready ones.",
            Required = true,
        };
        Option<string> data = CommonOptions.Data();
        Option<FileInfo?> definition = new("--definition")
        {
            Description = "The definition to start the folder with; marketplace.yaml beside the mapping if there " +
                "is one, else the shipped one.",
        };
        Option<bool> late = new("--allow-late")
        {
            Description = "Take history that is older than the log; it counts as the log's time.",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "import",
            "Bring history from files into a data folder that no server has open. Running it again applies nothing "
            + "twice.\n\nExample: souk import --mapping mappings/online-retail/mapping.yaml --data retail " +
            "online_retail.csv.gz")
        {
            files, mapping, data, definition, late, json,
        };
        command.SetAction((parsed, cancellation) => Run(
            parsed.GetValue(mapping)!, parsed.GetValue(data)!, parsed.GetValue(definition), parsed.GetValue(late),
            [.. parsed.GetValue(files)!.Select(f => f.FullName)], parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> Run(
        FileInfo mapping, string folder, FileInfo? definition, bool late, string[] files, bool json,
        CancellationToken cancellation)
    {
        FileInfo beside = new(Path.Combine(mapping.DirectoryName!, "marketplace.yaml"));
        bool isNew = !Directory.Exists(Path.Combine(folder, "log"));
        FileInfo? chosen = definition ?? (isNew && beside.Exists ? beside : null);
        using SoukEngine engine = SoukEngine.Open(
            new EngineOptions
            {
                Folder = folder,
                DefinitionText = ServeSettings.DefinitionFor(folder, chosen),
                Projections = StandardProjections.All,
            },
            new ReplayReport(),
            cancellation);
        ImportMapping read = MappingReader.Read(
            await File.ReadAllTextAsync(mapping.FullName, cancellation), mapping.Name, engine.Definition);
        string deadLetters = Path.Combine(folder, "dead-letter", $"import-{DateTime.UtcNow:yyyyMMdd-HHmmss}.ndjson");
        Importer importer = new(engine, read, mapping.Name, deadLetters, late);
        Stopwatch clock = Stopwatch.StartNew();
        ImportResult result = await importer.RunAsync(files, new ProgressLine(clock), cancellation);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                rows = result.Rows,
                rejected = result.Rejected,
                events = result.Events,
                duplicates = result.Duplicates,
                dead_letter_file = result.DeadLetterFile,
                seconds = clock.Elapsed.TotalSeconds,
            }));
        }
        else
        {
            Console.WriteLine(
                $"{result.Rows} rows, {result.Events} events, {result.Duplicates} imported before, "
                + $"{result.Rejected} rows refused, {clock.Elapsed.TotalSeconds:0.0} s");
            if (result.DeadLetterFile is not null)
            {
                Console.WriteLine($"the refused rows and why: {result.DeadLetterFile}");
            }
        }

        return result.Rejected == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private sealed class ProgressLine(Stopwatch clock) : IProgress<ImportProgress>
    {
        private long _next = 1_000;

        public void Report(ImportProgress value)
        {
            if (clock.ElapsedMilliseconds < _next || Console.IsErrorRedirected)
            {
                return;
            }

            _next = clock.ElapsedMilliseconds + 1_000;
            double share = value.BytesTotal == 0 ? 1 : value.BytesRead / (double)value.BytesTotal;
            double left = share <= 0 ? 0 : clock.Elapsed.TotalSeconds * (1 - share) / share;
            Console.Error.Write(
                $"\r{share,6:P0}  {value.Rows:N0} rows, {value.Events:N0} events, "
                + $"{value.Rows / clock.Elapsed.TotalSeconds:N0} rows/s, {left:N0} s of reading left   ");
        }
    }
}
