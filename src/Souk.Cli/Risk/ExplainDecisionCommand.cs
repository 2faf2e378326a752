using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Souk.Cli.Data;
using Souk.Cli.Serving;
using Souk.Core.Engine;
using Souk.Log;
using Souk.Risk;
using Souk.Risk.Explaining;
using Souk.Server.Risk;

namespace Souk.Cli.Risk;

/// <summary><c>souk explain decision</c>: derives a decision from the log once more.</summary>
internal static class ExplainDecisionCommand
{
    internal static Command Create()
    {
        Argument<string> id = new("id")
        {
            Description = "The log position of the event, or, in a data folder, its id.",
        };
        Option<string> data = CommonOptions.Data();
        Option<string?> url = CommonOptions.Url();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "decision",
            "Derive a decision from the log once more: values, rules, models, and whether it is identical.\n\n"
            + "Example: souk explain decision 41700")
        {
            id, data, url, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string wanted = parsed.GetValue(id)!;
            JsonElement explanation = parsed.GetValue(url) is string address
                ? await Ask(address, wanted, cancellation)
                : Derive(parsed.GetValue(data)!, wanted, cancellation);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(explanation.GetRawText());
            }
            else
            {
                Print(explanation);
            }

            bool isOther = explanation.GetProperty("identical").ValueKind == JsonValueKind.False;
            return isOther ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<JsonElement> Ask(string address, string position, CancellationToken cancellation)
    {
        using RunningServer server = new(address);
        return await server.GetAsync($"/v1/decisions/{Uri.EscapeDataString(position)}/explain", cancellation);
    }

    private static JsonElement Derive(string folder, string id, CancellationToken cancellation)
    {
        using SoukEngine engine = DataFolder.Open(folder, cancellation);
        DecisionExplanation explanation = new DecisionExplainer(engine).Explain(
            PositionOf(engine, id), new ReplayReport(), cancellation);
        return JsonOutput.OfObject(json => DecisionExplanationJson.Write(json, explanation));
    }

    private static LogPosition PositionOf(SoukEngine engine, string id)
    {
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long position))
        {
            return new LogPosition(position);
        }

        using FoldScope scope = engine.Read();
        return scope.Fold.Projection<RiskEngine>().Find(id)?.Position
            ?? throw new ArgumentException($"There is no decision on an event of id '{id}' among those kept.");
    }

    private static void Print(JsonElement explanation)
    {
        JsonElement decision = explanation.GetProperty("decision");
        Console.WriteLine(
            $"{decision.GetProperty("outcome")} with score {decision.GetProperty("score")} at position "
            + $"{decision.GetProperty("position")} ({decision.GetProperty("time")}), policy version "
            + $"{decision.GetProperty("policy_version")}");
        Console.WriteLine(explanation.GetProperty("identical").ValueKind switch
        {
            JsonValueKind.True => "identical: the log gives the same decision to the last bit",
            JsonValueKind.False => "NOT identical: the log gives another decision",
            _ => "the decision is no longer kept; this is what the log gives",
        });
        foreach (JsonElement difference in explanation.GetProperty("differences").EnumerateArray())
        {
            Console.WriteLine($"  {difference.GetString()}");
        }

        if (explanation.GetProperty("caveat").GetString() is string caveat)
        {
            Console.WriteLine(caveat);
        }

        foreach (JsonElement model in explanation.GetProperty("models").EnumerateArray())
        {
            Console.WriteLine($"model {model.GetProperty("model")} version {model.GetProperty("version")}: "
                + $"probability {Shown(model.GetProperty("probability"))}, review from "
                + $"{Shown(model.GetProperty("review_from"))}, decline from "
                + Shown(model.GetProperty("decline_from")));
            foreach (JsonElement reason in model.GetProperty("reasons").EnumerateArray())
            {
                Console.WriteLine($"  {reason.GetString()}");
            }
        }

        foreach (JsonElement rule in explanation.GetProperty("rules").EnumerateArray())
        {
            Print(rule, rule.GetProperty("fired").GetBoolean());
        }

        foreach (JsonProperty value in explanation.GetProperty("values").EnumerateObject())
        {
            Console.WriteLine($"{value.Name} = {Shown(value.Value)}");
        }
    }

    private static void Print(JsonElement rule, bool fired)
    {
        string fault = rule.GetProperty("fault").GetString() is string why ? $" ({why})" : string.Empty;
        Console.WriteLine($"{(fired ? "fired" : "    -")}  {rule.GetProperty("rule")} [{rule.GetProperty("status")}] "
            + $"{rule.GetProperty("when")}{fault}");
        foreach (JsonElement part in rule.GetProperty("parts").EnumerateArray())
        {
            if (rule.GetProperty("parts").GetArrayLength() > 1)
            {
                string held = part.GetProperty("held").ValueKind switch
                {
                    JsonValueKind.True => "held",
                    JsonValueKind.False => "did not hold",
                    _ => "could not be evaluated",
                };
                Console.WriteLine($"         {part.GetProperty("part")}: {held}");
            }
        }
    }

    private static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "none" : value.ToString();
}
