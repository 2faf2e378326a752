using System.Text.Json;

namespace Souk.Server.Tests;

public sealed class EvaluationEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.FillAsync(_server.Simulate(), 6_000);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AnEvaluation_RunsInTheBackground_AndTellsItsReport()
    {
        (_, JsonElement none) = await _server.GetAsync("/v1/evaluations");
        Assert.False(none.GetProperty("is_running").GetBoolean());
        Assert.False(none.TryGetProperty("report", out _));
        (int status, JsonElement begun) = await _server.PostAsync(
            "/v1/evaluations?surface=for_you&share=0.3&cases=50&train=true&with=embeddings,towers", "");
        Assert.Equal(202, status);
        Assert.Equal("for_you", begun.GetProperty("surface").GetString());
        await _server.Server.Work.Evaluation.Running;
        (_, JsonElement ended) = await _server.GetAsync("/v1/evaluations");
        Assert.False(ended.GetProperty("is_running").GetBoolean());
        JsonElement report = ended.GetProperty("report");
        Assert.InRange(report.GetProperty("cases").GetInt32(), 1, 50);
        JsonElement served = report.GetProperty("systems").EnumerateArray().First();
        Assert.Equal("served", served.GetProperty("name").GetString());
        Assert.InRange(served.GetProperty("metrics").GetProperty("recall@20").GetProperty("value").GetDouble(), 0, 1);
        Assert.True(report.GetProperty("ranker").TryGetProperty("serves", out _));
    }

    [Fact]
    public async Task WhatCannotBeEvaluated_IsTheFailure()
    {
        (int status, _) = await _server.PostAsync("/v1/evaluations?surface=similar_items", "");
        Assert.Equal(202, status);
        await _server.Server.Work.Evaluation.Running;
        (_, JsonElement ended) = await _server.GetAsync("/v1/evaluations");
        Assert.Contains("does not act itself", ended.GetProperty("failure").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "surface", "Say which surface")]
    [InlineData("surface=for_you&share=2", null, "Share is 2; it must be between 0 and 1.")]
    [InlineData("surface=for_you&share=x", "share", "'x' is not a number")]
    [InlineData("surface=for_you&cases=-1", "cases", "'-1' is not a whole number")]
    [InlineData("surface=for_you&moment=now", "moment", "'now' is not visit or event")]
    [InlineData("surface=for_you&from=yesterday", "from", "'yesterday' is not a time such as")]
    [InlineData("surface=for_you&train=maybe", "train", "'maybe' is not true or false")]
    [InlineData("surface=for_you&with=mind_reading", "with", "'mind_reading' is not a list of recall sources")]
    [InlineData("surface=for_you&shares=0.2", "shares", "did you mean 'share'")]
    public async Task ABadParameter_IsRefusedPrecisely(string query, string? path, string detail)
    {
        (int status, JsonElement problem) = await _server.PostAsync($"/v1/evaluations?{query}", "");
        Assert.Equal(400, status);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(path, problem.TryGetProperty("path", out JsonElement found) ? found.GetString() : null);
    }
}
