using System.Diagnostics;
using System.Text.Json;

namespace Souk.Cli.Tests.Demo;

[Collection(CommandRun.Collection)]
public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-demo-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Interrupted_TheDemoEndsWell_AndLeavesASoundFolder()
    {
        ProcessStartInfo start = new(
            "dotnet",
            [typeof(SoukCommand).Assembly.Location, "demo", "--data", _folder, "--speed", "20000", "--port", "0",
                "--shoppers", "500"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process demo = Process.Start(start)!;
        Task<string> complaints = demo.StandardError.ReadToEndAsync();
        string? address = null;
        bool moved = false;
        bool recommends = false;
        bool decides = false;
        bool follows = false;
        while (!(moved && recommends && decides && follows) && await demo.StandardOutput.ReadLineAsync() is string line)
        {
            address ??= line.StartsWith("souk demo serves on ", StringComparison.Ordinal)
                ? line["souk demo serves on ".Length..].Split(';')[0] : null;
            recommends |= line.StartsWith("  for_you, s1: i", StringComparison.Ordinal);
            follows |= line.StartsWith("  for_you, a visitor: i", StringComparison.Ordinal)
                && line.Contains(" ms later i", StringComparison.Ordinal);
            decides |= line.StartsWith("  risk: ", StringComparison.Ordinal);
            moved |= line.Contains(" position ", StringComparison.Ordinal)
                && line.Contains(" events/s", StringComparison.Ordinal)
                && long.Parse(line.Split(" position ")[1].Split(',')[0]) > 5_000;
        }

        Assert.True(
            moved && recommends && decides && follows, "the demo ended before it had taken 5,000 events and shown all");
        using (HttpClient http = new())
        {
            JsonElement shopper = JsonSerializer.Deserialize<JsonElement>(
                await http.GetStringAsync($"{address}/v1/entities/shopper/s1"));
            Assert.Equal("s1", shopper.GetProperty("id").GetString());
        }

        // Not SIGINT: a shell that runs the tests in the background has it ignored by all its children.
        using (Process kill = Process.Start("kill", ["-TERM", demo.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        Task<string> rest = demo.StandardOutput.ReadToEndAsync();
        string errors = await complaints;
        await demo.WaitForExitAsync();
        Assert.True(demo.ExitCode == 0, $"{demo.ExitCode}: {errors}{await rest}");
        JsonElement found = await CommandRun.JsonAsync("doctor", "--data", _folder);
        Assert.Equal(0, found.GetProperty("problems").GetInt32());
    }
}
