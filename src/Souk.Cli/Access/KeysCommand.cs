using System.CommandLine;
using Souk.Server.Access;

namespace Souk.Cli.Access;

/// <summary><c>souk keys add</c>.</summary>
internal static class KeysCommand
{
    internal static Command Create()
    {
        Argument<string> name = new("name") { Description = "Whose key it is." };
        Option<Role> role = new("--role") { Description = "ingest, serve, analyst or admin.", Required = true };
        Option<string> file = new("--keys") { Description = "The keys file.", DefaultValueFactory = _ => "souk-keys" };
        Option<int?> rate = new("--rate") { Description = "The most requests a second; no limit if left out." };
        Option<int?> events = new("--events-rate") { Description = "The most events a second; no limit if left out." };
        Command add = new(
            "add", "Make an API key and add its SHA-256 to the keys file.\n\nExample: souk keys add checkout " +
            "--role ingest --rate 200 --events-rate 50000")
        {
            name, role, file, rate, events,
        };
        add.SetAction(parsed =>
        {
            string key = ApiKeyFile.Add(
                parsed.GetValue(file)!, parsed.GetValue(name)!, parsed.GetValue(role), parsed.GetValue(rate),
                parsed.GetValue(events));
            Console.WriteLine(key);
            Console.Error.WriteLine("This is the only time the key is shown; the file holds its SHA-256.");
            return ExitCode.Ok;
        });
        return new Command(
            "keys", "API keys of the HTTP API.\n\nExample: souk keys add checkout --role ingest") { add };
    }
}
