using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Souk.Risk.Lists;

namespace Souk.Cli.Risk;

/// <summary><c>souk lists import|export</c>: lists as files.</summary>
internal static class ListFileCommands
{
    // A change is applied at one log position, during which no event is: 5,000 entries take a few milliseconds.
    private const int EntriesPerChange = 5_000;
    private const int MostErrorsShown = 20;

    internal static Command Import()
    {
        Argument<string> list = ListsCommand.List();
        Argument<FileInfo> file = new("file") { Description = "The file: .csv, .ndjson, or one value a line." };
        ListEntryOptions options = new();
        Option<string> url = RunningServer.Url();
        Command command = new(
            "import",
            "Add a file's entries to a list. The whole file is checked first: if any line is wrong, nothing is "
            + "added.\n\nExample: souk lists import blocked_cards stolen.csv --source bank")
        {
            list, file, url,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetValue(file)!.FullName;
            ListEntry defaults = options.Defaults(parsed);
            if (!await Check(path, defaults, cancellation))
            {
                return ExitCode.Failed;
            }

            await Send(parsed.GetValue(url)!, parsed.GetValue(list)!, path, defaults, cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    internal static Command Export()
    {
        Argument<string> list = ListsCommand.List();
        Option<FileInfo?> output = new("--out") { Description = "The file to write (NDJSON); the screen if left out." };
        Option<string> url = RunningServer.Url();
        Command command = new(
            "export",
            "Write a list as NDJSON, expired entries included.\n\nExample: souk lists export blocked_cards "
            + "--out blocked.ndjson")
        {
            list, output, url,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using TextWriter? file = parsed.GetValue(output) is FileInfo given
                ? new StreamWriter(given.FullName) : null;
            await Write(parsed.GetValue(url)!, parsed.GetValue(list)!, file ?? Console.Out, cancellation);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<bool> Check(string path, ListEntry defaults, CancellationToken cancellation)
    {
        using StreamReader reader = new(path);
        long entries = 0;
        long wrong = 0;
        foreach (ListFileLine line in ListFile.Read(reader, ListFile.FormatOf(path), defaults))
        {
            cancellation.ThrowIfCancellationRequested();
            entries++;
            if (line.Entry is null && ++wrong <= MostErrorsShown)
            {
                await Console.Error.WriteLineAsync($"{path}:{line.Line}: {line.Error}");
            }
        }

        if (wrong > 0 || entries == 0)
        {
            await Console.Error.WriteLineAsync(
                wrong > 0 ? $"souk: {wrong} of {entries} lines are wrong; nothing was added"
                : $"souk: {path} holds no entry; nothing was added");
        }

        return wrong == 0 && entries > 0;
    }

    private static async Task Send(
        string url, string list, string path, ListEntry defaults, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        using StreamReader reader = new(path);
        long sent = 0;
        try
        {
            foreach (ListFileLine[] part in ListFile.Read(reader, ListFile.FormatOf(path), defaults)
                .Chunk(EntriesPerChange))
            {
                IEnumerable<ListEntry> entries = part.Select(l => l.Entry
                    ?? throw new InvalidDataException($"{path} was changed meanwhile: line {l.Line} is wrong now."));
                await server.PostAsync("/v1/lists", ListsCommand.Body(list, entries, []), cancellation);
                sent += part.Length;
            }
        }
        catch (Exception e) when (sent > 0 && e is not OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"{e.Message} The first {sent} entries are in the list; import the file again to go on, entries that "
                + "are there stay as they are.", e);
        }

        Console.WriteLine($"{sent.ToString("N0", CultureInfo.InvariantCulture)} entries added or replaced in {list}");
    }

    private static async Task Write(string url, string list, TextWriter output, CancellationToken cancellation)
    {
        using RunningServer server = new(url);
        string path = $"/v1/lists/{Uri.EscapeDataString(list)}?limit=10000";
        long? changes = null;
        long? from = 0;
        bool hasMoved = false;
        while (from is long at)
        {
            JsonElement part = await server.GetAsync($"{path}&from={at}", cancellation);
            long now = part.GetProperty("changes").GetInt64();
            hasMoved |= now != (changes ??= now);
            foreach (JsonElement entry in part.GetProperty("entries").EnumerateArray())
            {
                await output.WriteLineAsync(entry.GetRawText());
            }

            from = part.TryGetProperty("next", out JsonElement next) ? next.GetInt64() : null;
        }

        await output.FlushAsync(cancellation);
        if (hasMoved)
        {
            await Console.Error.WriteLineAsync(
                "souk: the list was changed meanwhile; entries of these changes may be missing or come twice");
        }
    }
}
