using System.CommandLine;
using Souk.Core.Engine;
using Souk.Features.Past;

namespace Souk.Cli.Data;

/// <summary><c>souk explain</c>: the events that a feature's value came from.</summary>
internal static class ExplainCommand
{
    internal static Command Create()
    {
        Argument<string> column = new("column") { Description = "A feature column, such as card.payments.24h." };
        Argument<string[]> key = new("key") { Description = "The key's parts." };
        Option<string> data = CommonOptions.Data();
        Option<string?> at = new("--at") { Description = "A log position or a time; the log's end if left out." };
        Option<int> most = new("--events") { Description = "How many events to name.", DefaultValueFactory = _ => 20 };
        Command command = new(
            "explain",
            "Tell how a feature's value came about: the events inside its window.\n\n"
            + "Example: souk explain shopper.spend.30d s17")
        {
            column, key, data, at, most,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
            FeatureExplanation explanation = new PastFeatures(engine.Log, engine.Definitions).Explain(
                engine.Definition, parsed.GetValue(column)!, parsed.GetValue(key)!,
                Moments.Parse(parsed.GetValue(at), engine), parsed.GetValue(most), cancellation);
            Print(explanation, string.Empty);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Print(FeatureExplanation explanation, string indent)
    {
        string value = explanation.Value.IsMissing ? "none" : explanation.Value.ToString();
        Console.WriteLine($"{indent}{explanation.Column.Name} = {value} at {explanation.Time} (position {explanation.Position})");
        if (explanation.TotalEvents > 0)
        {
            Console.WriteLine($"{indent}  {explanation.TotalEvents} event(s) inside its window:");
        }

        foreach (FeatureEvidence e in explanation.Events)
        {
            string brought = e.Value.IsMissing ? string.Empty : $" brought {e.Value}";
            string weight = e.Weight == 1 ? string.Empty : $", weight {e.Weight:0.####}";
            Console.WriteLine($"{indent}  {e.Position,10} {e.Time} {e.EventType} {e.Id}{brought}{weight}");
        }

        foreach (FeatureExplanation read in explanation.Reads)
        {
            Print(read, indent + "  ");
        }
    }
}
