using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Souk.Cli.Recommend;

/// <summary><c>souk models</c>: the trained rankers of a running server.</summary>
internal static class ModelsCommand
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    internal static Command Create() => new("models", "Show trained rankers, put versions in force, roll back.")
    {
        List(),
        Show(),
        Put(
            "promote", "Put a version in force for all.\n\nExample: souk models promote for_you 3", needsVersion: true,
            hasShare: false),
        Put(
            "canary",
            "Try a version on a share of the subjects; a share of 0 ends it.\n\n"
            + "Example: souk models canary for_you 3 --share 0.1",
            needsVersion: true, hasShare: true),
        Put(
            "rollback",
            "Put the version before, or the one that is named, in force.\n\nExample: souk models rollback for_you",
            needsVersion: false, hasShare: false),
    };

    /// <summary>How a surface's ranker stands.</summary>
    internal static async Task<JsonElement> StatusOf(
        RunningServer server, string surface, CancellationToken cancellation)
    {
        JsonElement all = await server.GetAsync("/v1/models", cancellation);
        foreach (JsonElement status in all.GetProperty("surfaces").EnumerateArray())
        {
            if (status.GetProperty("surface").GetString() == surface)
            {
                return status;
            }
        }

        throw new InvalidOperationException($"the server has no surface '{surface}'; 'souk models list' names them");
    }

    /// <summary>Prints how a version does on held-out time.</summary>
    internal static void PrintFigures(JsonElement version)
    {
        JsonElement held = version.GetProperty("held_out");
        JsonElement gain = held.GetProperty("ndcg_gain");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{version.GetProperty("kind").GetString()} on held-out time: NDCG {Number(held, "value_ndcg"):0.0000}")
            + string.Create(CultureInfo.InvariantCulture, $" (recall {Number(held, "recall_ndcg"):0.0000}), gain ")
            + $"{Signed(gain, "value")} [{Signed(gain, "lower")}, {Signed(gain, "upper")}] over "
            + $"{held.GetProperty("requests")} requests; expected over observed goals "
            + Number(held, "calibration").ToString("0.00", CultureInfo.InvariantCulture));
    }

    private static Command List()
    {
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "The rankers of all surfaces.\n\nExample: souk models list") { url, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement all = await server.GetAsync("/v1/models", cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(all, _indented));
                return ExitCode.Ok;
            }

            foreach (JsonElement status in all.GetProperty("surfaces").EnumerateArray())
            {
                Console.WriteLine(LineOf(status));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> surface = Surface();
        Option<string> url = RunningServer.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "show", "The versions of a surface's ranker, and drift.\n\nExample: souk models show for_you")
        {
            surface, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            JsonElement status = await StatusOf(server, parsed.GetValue(surface)!, cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(status, _indented));
                return ExitCode.Ok;
            }

            Console.WriteLine(LineOf(status));
            foreach (JsonElement version in status.GetProperty("versions").EnumerateArray())
            {
                string why = version.TryGetProperty("why_not", out JsonElement said) ? $"; {said.GetString()}" : "";
                string by = version.GetProperty("by").GetString()!;
                Console.Write($"version {version.GetProperty("version")} by {by}{why}\n  ");
                PrintFigures(version);
            }

            foreach (JsonElement shift in status.GetProperty("drift").EnumerateArray())
            {
                string mark = shift.GetProperty("is_shifted").GetBoolean() ? "  has moved" : string.Empty;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"drift {Number(shift, "psi"),7:0.000} {shift.GetProperty("feature").GetString()}{mark}"));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Put(string name, string description, bool needsVersion, bool hasShare)
    {
        Argument<string> surface = Surface();
        Argument<int?> version = new("version")
        {
            Description = "The version; 0 for the order of recall.",
            Arity = needsVersion ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        Option<double> share = new("--share") { Description = "The share of the subjects, 0 to 1.", Required = true };
        Option<string> by = new("--by") { Description = "Who does it.", DefaultValueFactory = _ => "cli" };
        Option<string> url = RunningServer.Url();
        Command command = new(name, description) { surface, version, by, url };
        if (hasShare)
        {
            command.Add(share);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            using RunningServer server = new(parsed.GetValue(url)!);
            string query = $"by={Uri.EscapeDataString(parsed.GetValue(by)!)}"
                + (parsed.GetValue(version) is int number ? $"&version={number}" : string.Empty)
                + (hasShare ? $"&share={parsed.GetValue(share).ToString(CultureInfo.InvariantCulture)}" : string.Empty);
            string action = needsVersion ? "promote" : "rollback";
            JsonElement answer = await server.PostAsync(
                $"/v1/models/{Uri.EscapeDataString(parsed.GetValue(surface)!)}/{action}?{query}", "", cancellation);
            Console.WriteLine(
                $"from log position {answer.GetProperty("position")} on: "
                + $"{NameOf(answer.GetProperty("in_force"))} for all"
                + (answer.GetProperty("canary").GetInt32() > 0
                    ? $", version {answer.GetProperty("canary")} for a share of {answer.GetProperty("canary_share")}"
                    : string.Empty));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string LineOf(JsonElement status)
    {
        string name = status.GetProperty("surface").GetString()!;
        if (status.GetProperty("is_training").GetBoolean())
        {
            return $"{name}: is being trained";
        }

        string canary = status.GetProperty("canary").GetInt32() > 0
            ? $", canary {status.GetProperty("canary")} for {status.GetProperty("canary_share")}" : string.Empty;
        string problem = status.TryGetProperty("damage", out JsonElement damage) ? $"; damaged: {damage.GetString()}"
            : status.TryGetProperty("failure", out JsonElement failure)
                ? $"; the last training failed: {failure.GetString()}"
            : status.TryGetProperty("why_not_trained", out JsonElement why) ? $"; {why.GetString()}"
            : string.Empty;
        return $"{name}: {NameOf(status.GetProperty("in_force"))}{canary}, "
            + $"{status.GetProperty("versions").GetArrayLength()} versions, "
            + $"{status.GetProperty("events_since")} events since it was trained{problem}";
    }

    private static string NameOf(JsonElement version) =>
        version.GetInt32() == 0 ? "the order of recall" : $"version {version.GetInt32()}";

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static string Signed(JsonElement json, string name) =>
        Number(json, name).ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);

    private static Argument<string> Surface() => new("surface")
    {
        Description = "A surface of the definition, such as for_you.",
    };
}
