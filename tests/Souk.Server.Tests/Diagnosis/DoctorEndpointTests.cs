using System.Text.Json;
using Souk.Server.Diagnosis;

namespace Souk.Server.Tests.Diagnosis;

public sealed class DoctorEndpointTests
{
    [Fact]
    public async Task AHealthyServer_HasNoProblems_AndItsFeaturesEqualAReplay()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.FillAsync(server.Simulate(), 3_000);
        (int status, JsonElement answer) = await server.GetAsync("/v1/doctor");
        Assert.Equal(200, status);
        Assert.Equal(0, answer.GetProperty("problems").GetInt32());
        Assert.Contains(
            "equal a replay of the log to position 3001", Found(answer, "parity"), StringComparison.Ordinal);
        Assert.Contains("the newest 3000 events", Found(answer, "traffic"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HotKeysAndRefusedEvents_AreWarnedOf_WithWhatToDo()
    {
        await using TestServer server = await TestServer.StartAsync();
        string lines = string.Join('\n', Enumerable.Range(0, 2_000).Select(i =>
            $$"""{"type":"view","id":"{{i}}","shopper":"{{(i % 2 == 0 ? "bot" : $"s{i}")}}","item":"i{{i % 50}}"}"""));
        await server.PostAsync("/v1/events", lines + "\nrubbish\n", "application/x-ndjson");
        (_, JsonElement answer) = await server.GetAsync("/v1/doctor");
        Assert.Equal(0, answer.GetProperty("problems").GetInt32());
        Assert.Contains(
            "shopper 'bot' is in 1000 of the newest events, 50", Found(answer, "hot keys"), StringComparison.Ordinal);
        Assert.Contains("refused events were kept", Found(answer, "dead letters"), StringComparison.Ordinal);
        Assert.All(
            answer.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("level").GetString() != "ok"),
            f => Assert.NotEmpty(f.GetProperty("advice").GetString()!));
    }

    [Fact]
    public async Task StateThatDiffersFromTheLog_IsAProblem()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.FillAsync(server.Simulate(), 500);
        using (Souk.Core.Engine.FoldScope scope = server.Engine.Read())
        {
            // The state is made to count one more event than the log has, behind the engine's back.
            Souk.Core.Engine.Fold fold = scope.Fold;
            Souk.Core.State.Arena arena = fold.Arenas.Last(a => a.Name == "features");
            FlipCounts(arena);
        }

        IReadOnlyList<Finding> findings = new Examination(server.Engine, Path.GetTempPath())
            .Run(CancellationToken.None);
        Assert.Equal(FindingLevel.Problem, findings.Single(f => f.Check == "parity").Level);
    }

    private static unsafe void FlipCounts(Souk.Core.State.Arena arena)
    {
        for (int page = 1; page < arena.PageCount; page++)
        {
            fixed (byte* bytes = arena.Page(page))
            {
                for (int i = 0; i < Souk.Core.State.Arena.PageBytes / sizeof(uint); i++)
                {
                    uint* count = (uint*)bytes + i;
                    *count = *count is > 0 and < 50 ? *count + 1 : *count;
                }
            }
        }
    }

    private static string Found(JsonElement answer, string check) => answer.GetProperty("findings").EnumerateArray()
        .First(f => f.GetProperty("check").GetString() == check).GetProperty("found").GetString()!;
}
