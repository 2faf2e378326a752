using System.Text.Json;

namespace Souk.Server.Tests;

public sealed class ModelEndpointTests
{
    [Fact]
    public async Task Models_AreListedForEverySurface_WithWhyNotTrained()
    {
        await using TestServer server = await TestServer.StartAsync();
        (int status, JsonElement answer) = await server.GetAsync("/v1/models");
        Assert.Equal(200, status);
        JsonElement[] surfaces = [.. answer.GetProperty("surfaces").EnumerateArray()];
        Assert.Equal(
            server.Engine.Definition.Surfaces.Select(s => s.Name),
            surfaces.Select(s => s.GetProperty("surface").GetString()));
        JsonElement feed = surfaces.Single(s => s.GetProperty("surface").GetString() == "for_you");
        Assert.Equal(0, feed.GetProperty("in_force").GetInt32());
        Assert.False(feed.TryGetProperty("why_not_trained", out _));
        JsonElement similar = surfaces.Single(s => s.GetProperty("surface").GetString() == "similar_items");
        Assert.Contains("ranker: recall", similar.GetProperty("why_not_trained").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATraining_RunsInTheBackground_AndTellsWhatCameOfIt()
    {
        await using TestServer server = await TestServer.StartAsync();
        (int status, JsonElement answer) = await server.PostAsync("/v1/models/for_you/train?by=ann", "");
        Assert.Equal(202, status);
        Assert.True(answer.GetProperty("is_training").GetBoolean());
        JsonElement feed;
        do
        {
            (_, JsonElement all) = await server.GetAsync("/v1/models");
            feed = all.GetProperty("surfaces").EnumerateArray()
                .Single(s => s.GetProperty("surface").GetString() == "for_you");
        }
        while (feed.GetProperty("is_training").GetBoolean());
        string? problem = feed.GetProperty("last_training").GetProperty("problem").GetString();
        Assert.Contains("no impressions", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("for_yu/train", 404, "surface", "did you mean 'for_you'")]
    [InlineData("similar_items/train", 409, "surface", "ranker: recall")]
    [InlineData("for_you/train?kind=magic", 400, "kind", "none of auto, logistic")]
    [InlineData("for_you/train?window=soon", 400, "window", "such as 12h")]
    [InlineData("for_you/promote", 400, "version", "say which")]
    [InlineData("for_you/promote?version=7", 409, "version", "no version 7")]
    [InlineData("for_you/promote?version=1&share=x", 400, "share", "no share")]
    [InlineData("for_you/promote?version=0&share=0.5", 409, "version", "no canary")]
    [InlineData("for_you/rollback?version=-1", 400, "version", "no version such as 3")]
    [InlineData("nothing/rollback", 404, "surface", "no surface")]
    public async Task ABadRequest_IsRefusedPrecisely(string path, int expected, string field, string message)
    {
        await using TestServer server = await TestServer.StartAsync();
        (int status, JsonElement problem) = await server.PostAsync($"/v1/models/{path}", "");
        Assert.Equal(expected, status);
        Assert.Equal(field, problem.GetProperty("path").GetString());
        Assert.Contains(message, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
