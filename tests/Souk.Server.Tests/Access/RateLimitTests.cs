using System.Text.Json;
using Souk.Server.Access;

namespace Souk.Server.Tests.Access;

public sealed class RateLimitTests : IDisposable
{
    private readonly string _keys = Path.GetTempFileName();
    private readonly SteppedClock _clock = new();

    public void Dispose() => File.Delete(_keys);

    [Fact]
    public void ABucket_HoldsASecond_FillsSteadily_AndMayOwe()
    {
        TokenBucket bucket = new(10, _clock);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(TimeSpan.Zero, bucket.Wait());
            bucket.Spend(1);
        }

        Assert.Equal(0.1, bucket.Wait().TotalSeconds, 6);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(TimeSpan.Zero, bucket.Wait());
        bucket.Spend(51);
        Assert.Equal(5.1, bucket.Wait().TotalSeconds, 6);
        _clock.Advance(TimeSpan.FromHours(1));
        bucket.Spend(10);
        Assert.Equal(0.1, bucket.Wait().TotalSeconds, 6);
    }

    [Fact]
    public async Task Requests_BeyondTheRate_Get429_AndAreTakenAgainLater()
    {
        string limited = ApiKeyFile.Add(_keys, "web", Role.Serve, requestsPerSecond: 3);
        string free = ApiKeyFile.Add(_keys, "shop", Role.Admin);
        await using TestServer server = await TestServer.StartAsync(o => o with { KeysFile = _keys, Clock = _clock });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await server.GetAsync("/v1/entities/shopper/a", limited)).Status);
        }

        (int status, JsonElement problem) = await server.GetAsync("/v1/entities/shopper/a", limited);
        Assert.Equal(429, status);
        Assert.Equal("The key 'web' may have 3 requests a second; send the request again after Retry-After seconds.",
            problem.GetProperty("detail").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), server.LastRetryAfter);
        Assert.Equal(200, (await server.GetAsync("/v1/entities/shopper/a", free)).Status);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await server.GetAsync("/v1/entities/shopper/a", limited)).Status);
    }

    [Fact]
    public async Task Events_BeyondTheRate_ArePaidForBeforeTheNextAreTaken()
    {
        string key = ApiKeyFile.Add(_keys, "shop", Role.Ingest, eventsPerSecond: 2);
        await using TestServer server = await TestServer.StartAsync(o => o with { KeysFile = _keys, Clock = _clock });
        string batch = string.Join(
            '\n', Enumerable.Range(0, 8).Select(i => $$"""{"type":"view","id":"{{i}}","shopper":"a","item":"i"}"""));
        Assert.Equal(200, (await server.PostAsync("/v1/events", batch, "application/x-ndjson", key)).Status);
        Assert.Equal(429, (await server.PostAsync("/v1/events", batch, "application/x-ndjson", key)).Status);
        Assert.Equal(TimeSpan.FromSeconds(4), server.LastRetryAfter);
        Assert.Equal(9, server.Engine.LastPosition.Value);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(200, (await server.PostAsync(
            "/v1/events", """{"type":"view","id":"x","shopper":"a","item":"i"}""", key: key)).Status);
    }

    [Theory]
    [InlineData("requests=0")]
    [InlineData("requests=many")]
    [InlineData("speed=3")]
    [InlineData("requests")]
    public void ALimitThatIsNotUnderstood_IsRefused_WithItsLine(string limit)
    {
        File.WriteAllText(_keys, $"# keys\nshop ingest {new string('0', 64)} {limit}\n");
        string message = Assert.Throws<InvalidDataException>(() => ApiKeyFile.Read(_keys)).Message;
        Assert.StartsWith($"{_keys}:2: a key is 'name role sha256'", message);
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks = TimeSpan.FromDays(1).Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
