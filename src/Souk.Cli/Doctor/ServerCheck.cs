using System.Text.Json;
using Souk.Server.Diagnosis;

namespace Souk.Cli.Doctor;

/// <summary>Asks a running server what is wrong with it.</summary>
internal static class ServerCheck
{
    internal static async Task<IReadOnlyList<Finding>> RunAsync(string address, CancellationToken cancellation)
    {
        using RunningServer server = new(address);
        try
        {
            JsonElement ready = await server.GetAsync("/ready", cancellation);
            JsonElement answer = await server.GetAsync("/v1/doctor", cancellation);
            return
            [
                Finding.Good("server", $"{address} is ready at position {ready.GetProperty("position")}"),
                .. answer.GetProperty("findings").EnumerateArray().Select(Read),
            ];
        }
        catch (HttpRequestException e)
        {
            return [Finding.Bad("server", $"{address} does not answer: {e.Message}",
                "start it with 'souk serve', or correct the address")];
        }
        catch (InvalidOperationException e)
        {
            return [Finding.Bad("server", e.Message,
                "wait if it is starting, set SOUK_API_KEY to an admin's key if it wants one, else restart it")];
        }
    }

    private static Finding Read(JsonElement finding) => new(
        finding.GetProperty("check").GetString()!,
        Enum.Parse<FindingLevel>(finding.GetProperty("level").GetString()!, ignoreCase: true),
        finding.GetProperty("found").GetString()!,
        finding.TryGetProperty("advice", out JsonElement advice) ? advice.GetString() : null);
}
