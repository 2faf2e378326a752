using System.CommandLine;
using System.CommandLine.Invocation;
using Souk.Cli.Access;
using Souk.Cli.Cases;
using Souk.Cli.Data;
using Souk.Cli.Demo;
using Souk.Cli.Doctor;
using Souk.Cli.Experiments;
using Souk.Cli.Features;
using Souk.Cli.Graph;
using Souk.Cli.Logs;
using Souk.Cli.Recommend;
using Souk.Cli.Risk;
using Souk.Cli.Serving;
using Souk.Log;
using Spectre.Console;

namespace Souk.Cli;

/// <summary>The program: all commands, and what becomes of errors.</summary>
internal static class SoukCommand
{
    internal static RootCommand Create() => new("Souk: a self-hosted engine for online marketplaces.")
    {
        DemoCommand.Create(),
        InitCommand.Create(),
        ServeCommand.Create(),
        ImportCommand.Create(),
        SimulateCommand.Create(),
        FeaturesCommand.Create(),
        LinksCommand.Create(),
        RingsCommand.Create(),
        ExplainCommand.Create(),
        TrainSetCommand.Create(),
        ExperimentCommand.Create(),
        CaseCommands.Create(),
        PolicyCommand.Create(),
        ListsCommand.Create(),
        RiskCommand.Create(),
        BacktestCommand.Create(),
        RecommendCommand.Create(),
        EvaluateCommand.Create(),
        TrainCommand.Create(),
        ModelsCommand.Create(),
        CreatorsCommand.Create(),
        DefinitionCommand.Create(),
        LogCommand.Create(),
        DoctorCommand.Create(),
        KeysCommand.Create(),
        BenchCommand.Create(),
    };

    /// <summary>Runs a command line and gives the exit code.</summary>
    internal static async Task<int> RunAsync(string[] args)
    {
        // A file or a pipe has no width; by the 80 columns taken otherwise, wide tables break within words.
        const int WidthOfFiles = 240;
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthOfFiles;
        }

        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string error in UsageErrors.Of(parsed))
            {
                await Console.Error.WriteLineAsync(error);
            }

            await Console.Error.WriteLineAsync("'souk --help' and 'souk COMMAND --help' tell what there is.");
            return ExitCode.Usage;
        }

        // What cannot be asked to end is ended by a signal as any process is.
        using Interruption? stop = parsed.Action is AsynchronousCommandLineAction ? new Interruption() : null;
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                stop?.Token ?? CancellationToken.None);
        }
        catch (Exception e) when (stop?.HasCome == true)
        {
            // Threads under way and processes asked fail in many ways; what is no more than the end is not told.
            string why = IsCancellation(e) ? string.Empty : $": {e.Message}";
            await Console.Error.WriteLineAsync($"souk: stopped before it was done{why}");
            return stop.ExitCode;
        }
        catch (LogLockedException e)
        {
            bool asks = parsed.CommandResult.Command.Options.Any(o => o.Name == "--url");
            return await Fail(
                ExitCode.Locked, e.Message + (asks ? " If it is a server, --url asks it instead." : string.Empty));
        }
        catch (LogCorruptedException e)
        {
            return await Fail(ExitCode.Damaged, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or InvalidOperationException or ArgumentException or HttpRequestException or LogFailedException)
        {
            return await Fail(ExitCode.Failed, e.Message);
        }
    }

    private static bool IsCancellation(Exception e) =>
        e is OperationCanceledException
        || (e is AggregateException all && all.Flatten().InnerExceptions.All(IsCancellation));

    private static async Task<int> Fail(int code, string message)
    {
        await Console.Error.WriteLineAsync($"souk: {message}");
        return code;
    }
}
