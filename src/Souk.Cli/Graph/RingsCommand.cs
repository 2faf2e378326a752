using System.CommandLine;
using System.Globalization;
using Souk.Cli.Data;
using Souk.Core.Engine;
using Souk.Graph.Rings;
using Spectre.Console;

namespace Souk.Cli.Graph;

/// <summary><c>souk rings</c>: groups that act together.</summary>
internal static class RingsCommand
{
    internal static Command Create()
    {
        Option<string> data = CommonOptions.Data();
        Command command = new(
            "rings",
            "Look for rings in a data folder that no server has open: dense blocks, lockstep, fast-growing "
            + "components.\n\nExample: souk rings --data shop")
        {
            data,
        };
        command.SetAction((parsed, cancellation) =>
        {
            using SoukEngine engine = DataFolder.Open(parsed.GetValue(data)!, cancellation);
            Table table = new Table().AddColumns("ring", "kind", "in", "members", "score", "evidence");
            foreach (Ring ring in new RingDetector(engine.Log, engine.Definitions).Detect(
                engine.Definition, null, cancellation))
            {
                table.AddRow(
                    ring.Number.ToString(CultureInfo.InvariantCulture), ring.Kind.ToString(),
                    Markup.Escape(ring.Source),
                    ring.Members.Count.ToString(CultureInfo.InvariantCulture),
                    ring.Score.ToString("0.#", CultureInfo.InvariantCulture), Markup.Escape(ring.Evidence));
            }

            AnsiConsole.Write(table);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
