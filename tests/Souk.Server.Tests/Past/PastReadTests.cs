using System.Text.Json;
using Souk.Core.Engine;
using Souk.Simulation;

namespace Souk.Server.Tests.Past;

public sealed class PastReadTests : IAsyncLifetime
{
    private static readonly (string Kind, string Id)[] _watched =
        [("shopper", "s1"), ("shopper", "s17"), ("item", "i1"), ("item", "i5"), ("seller", "m1"),
            ("shopper", "nobody")];

    private TestServer _server = null!;
    private MarketplaceSimulator _simulator = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _simulator = _server.Simulate();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APastPosition_GivesWhatWasReadLiveThere(bool withSnapshots)
    {
        Dictionary<long, List<string>> live = [];
        Dictionary<long, string> rows = [];
        for (int round = 0; round < 5; round++)
        {
            await _server.FillAsync(_simulator, 400 + (round * 37));
            long position = _server.Engine.LastPosition.Value;
            live[position] = await Read(string.Empty);
            rows[position] = await ReadRows(null);
            if (withSnapshots && round is 1 or 2)
            {
                await _server.Engine.SnapshotAsync();
            }
        }

        Assert.Contains(
            live.Values.SelectMany(v => v), text => text.Contains("\"known\":true", StringComparison.Ordinal));
        foreach ((long position, List<string> values) in live)
        {
            Assert.Equal(values, await Read($"?at={position}"));
            Assert.Equal(rows[position], await ReadRows(position.ToString()));
        }
    }

    [Fact]
    public async Task APastTime_CoversWhatCameUpToIt_AndNothingLater_InProfilesToo()
    {
        await Event("""{"type":"item_listed","id":"1","item":"i","seller":"m","title":"Lamp","category":"lamps","price":"12.50","time":"2026-01-01T00:00:00Z"}""");
        await Event("""{"type":"view","id":"2","shopper":"ann","item":"i","time":"2026-01-01T00:10:00Z"}""");
        await Event("""[{"type":"view","id":"3","shopper":"ann","item":"i","time":"2026-01-01T00:30:00Z"},{"type":"item_listed","id":"4","item":"i","seller":"m","title":"Lamp","category":"chairs","price":"12.50","time":"2026-01-01T00:40:00Z"}]""");
        JsonElement between = await At("2026-01-01T00:35:00Z");
        Assert.Equal("lamps", between.GetProperty("profile").GetProperty("category").GetString());
        Assert.Equal(2, between.GetProperty("features").GetProperty("item.views.1h").GetInt32());
        Assert.Equal("2026-01-01T00:35:00Z", between.GetProperty("time").GetString());
        Assert.Equal(4, between.GetProperty("position").GetInt64());

        // The window of an hour ends at the time asked for, not at the newest event.
        Assert.Equal(
            1, (await At("2026-01-01T01:20:00Z")).GetProperty("features").GetProperty("item.views.1h").GetInt32());
        Assert.Equal(
            "chairs", (await At("2026-01-01T01:20:00Z")).GetProperty("profile").GetProperty("category").GetString());
        Assert.Equal(
            0, (await At("2026-01-01T00:05:00Z")).GetProperty("features").GetProperty("item.views.1h").GetInt32());
        Assert.False((await At("2025-01-01T00:00:00Z")).GetProperty("known").GetBoolean());
    }

    [Fact]
    public async Task Explain_NamesTheEventsInsideTheWindow_NowAndThen()
    {
        await _server.FillAsync(_simulator, 2_000);
        long middle = _server.Engine.LastPosition.Value / 2;
        string? id = null;
        for (int i = 1; i <= 50 && id is null; i++)
        {
            (_, JsonElement then) = await _server.GetAsync(
                $"/v1/entities/shopper/s{i}?features=shopper.views.24h&at={middle}");
            id = then.GetProperty("features").GetProperty("shopper.views.24h").GetInt32() > 1 ? $"s{i}" : null;
        }

        Assert.NotNull(id);
        (int status, JsonElement explained) = await _server.GetAsync(
            $"/v1/entities/shopper/{id}/explain?feature=shopper.views.24h&at={middle}&events=1000");
        Assert.Equal(200, status);
        Assert.Equal(explained.GetProperty("value").GetInt32(), explained.GetProperty("events").GetArrayLength());
        Assert.Equal(explained.GetProperty("value").GetInt64(), explained.GetProperty("total_events").GetInt64());
        Assert.All(explained.GetProperty("events").EnumerateArray(),
            e => Assert.InRange(e.GetProperty("position").GetInt64(), 1, middle));
        (_, JsonElement two) = await _server.GetAsync("/v1/entities/shopper/s1/explain?feature=interest&with=shoes");
        Assert.Equal("interest", two.GetProperty("feature").GetString());
    }

    [Fact]
    public async Task MoreReadsThanAllowedAtOnce_AreToldToComeAgain()
    {
        await _server.FillAsync(_simulator, 1_000);
        Task<(int Status, JsonElement Answer)>[] reads =
            [.. Enumerable.Range(0, 16).Select(
                _ => Ask($"/v1/entities/shopper/s1?at={_server.Engine.LastPosition.Value}"))];
        int[] statuses = [.. (await Task.WhenAll(reads)).Select(r => r.Status)];
        Assert.All(statuses, s => Assert.True(s is 200 or 429, s.ToString()));
        Assert.True(statuses.Count(s => s == 200) >= Souk.Server.Past.PastReads.MaxAtOnce);
        Assert.Equal(200, (await _server.GetAsync("/v1/entities/shopper/s1?at=5")).Status);
    }

    private async Task<(int Status, JsonElement Answer)> Ask(string path)
    {
        using HttpResponseMessage response = await _server.Http.GetAsync(path);
        return ((int)response.StatusCode,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone());
    }

    private async Task<List<string>> Read(string query)
    {
        List<string> read = [];
        foreach ((string kind, string id) in _watched)
        {
            (int status, JsonElement answer) = await _server.GetAsync($"/v1/entities/{kind}/{id}{query}");
            Assert.Equal(200, status);
            read.Add(answer.GetRawText());
        }

        return read;
    }

    private async Task<string> ReadRows(string? at)
    {
        string moment = at is null ? string.Empty : $",\"at\":{at}";
        (int status, JsonElement answer) = await _server.PostAsync(
            "/v1/features",
            $$"""{"features":["item.views","item.orders","item.trend"],"keys":["i1","i2","i3"]{{moment}}}""");
        Assert.Equal(200, status);
        return answer.GetRawText();
    }

    private async Task<JsonElement> At(string time)
    {
        (int status, JsonElement answer) = await _server.GetAsync($"/v1/entities/item/i?features=item.views&at={time}");
        Assert.Equal(200, status);
        return answer;
    }

    private async Task Event(string body) => Assert.Equal(200, (await _server.PostAsync("/v1/events", body)).Status);
}
