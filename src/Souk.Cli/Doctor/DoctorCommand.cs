using System.CommandLine;
using Souk.Server.Diagnosis;

namespace Souk.Cli.Doctor;

/// <summary><c>souk doctor</c>: checks a data folder or a running server, and says what to do.</summary>
internal static class DoctorCommand
{
    internal static Command Create()
    {
        Option<string?> data = new("--data")
        {
            Description = $"The data folder to check (default: {CommonOptions.DefaultFolder}, unless --url is given).",
        };
        Option<string?> url = new("--url")
        {
            Description = "The running server to check; its key, if it wants one, is in SOUK_API_KEY (admin).",
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "doctor",
            "Find what is wrong with a data folder (log, disk, snapshots, dead letters, hot keys, live state "
            + "against a replay) or a running server. Exits with 0 if nothing is, 1 for problems, 3 for a damaged "
            + "log.\n\nExample: souk doctor --data shop\nExample: souk doctor --url http://127.0.0.1:7070 --json")
        {
            data, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            List<Finding> findings = [];
            string? address = parsed.GetValue(url);
            if (address is not null)
            {
                findings.AddRange(await ServerCheck.RunAsync(address, cancellation));
            }

            bool isDamaged = false;
            if (parsed.GetValue(data) is string || address is null)
            {
                FolderCheck check = new(parsed.GetValue(data) ?? CommonOptions.DefaultFolder);
                findings.AddRange(check.Run(cancellation));
                isDamaged = check.IsDamaged;
            }

            Print(findings, parsed.GetValue(json));
            return isDamaged ? ExitCode.Damaged
                : findings.Any(f => f.Level == FindingLevel.Problem) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static void Print(List<Finding> findings, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonOutput.OfObject(writer => FindingsJson.Write(writer, findings)).GetRawText());
            return;
        }

        foreach (Finding finding in findings)
        {
            Console.WriteLine($"{finding.Level.ToString().ToLowerInvariant(),-8} {finding.Check}: {finding.Found}");
            if (finding.Advice is string advice)
            {
                Console.WriteLine($"         do: {advice}");
            }
        }
    }
}
