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
        Command add = new("add", "Make an API key.\n\nExample: souk keys add checkout --role ingest") { name, role, file };
        add.SetAction(parsed =>
        {
            string key = ApiKeyFile.Add(parsed.GetValue(file)!, parsed.GetValue(name)!, parsed.GetValue(role));
            Console.WriteLine(key);
            Console.Error.WriteLine("This is the only time the key is shown; the file holds its SHA-256.");
            return ExitCode.Ok;
        });
        return new Command("keys", "API keys.") { add };
    }
}
