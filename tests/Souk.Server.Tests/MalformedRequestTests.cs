using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Souk.Server.Tests;

/// <summary>Requests that are wrong: each has its status and says what would be right, and nothing enters the
/// log.</summary>
public sealed class MalformedRequestTests(
    MalformedRequestTests.Fixture fixture) : IClassFixture<MalformedRequestTests.Fixture>
{
    private const string View = "\"type\":\"view\",\"id\":\"1\",\"shopper\":\"a\",\"item\":\"i\"";

    public static TheoryData<string, string, string?, string?, int, string> Requests => new()
    {
        // method, path, content type, body, status, part of the detail
        { "POST", "/v1/events", "application/json", "", 400, "The event is not valid JSON" },
        { "POST", "/v1/events", "application/json", "nonsense", 400, "The event is not valid JSON" },
        { "POST", "/v1/events", "application/json", "null", 400, "an event is a JSON object" },
        { "POST", "/v1/events", "application/json", "\"view\"", 400, "an event is a JSON object" },
        { "POST", "/v1/events", "application/json", "{", 400, "not valid JSON" },
        { "POST", "/v1/events", "application/json", "{" + View + "}{" + View + "}", 400, "not valid JSON" },
        { "POST", "/v1/events", "application/json", "{" + View + ",}", 400, "not valid JSON" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"seconds\":Infinity}", 400, "not valid JSON" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"seconds\":-1e400}", 400,
            "too large for a number" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"seconds\":\"1\"}", 400, "must be a number" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"time\":\"2026-02-30T00:00:00Z\"}", 400,
            "RFC 3339" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"time\":\"2026-01-01T00:00:00+25:00\"}", 400,
            "RFC 3339" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"time\":\"2026-01-01T00:00:00 Europe/Paris\"}", 400,
            "RFC 3339" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"time\":\"9998-01-01T00:00:00Z\"}", 400,
            "max_clock_skew" },
        { "POST", "/v1/events", "application/json", "{" + View + ",\"time\":true}", 400, "time" },
        { "POST", "/v1/events", "application/json", "{\"type\":1,\"id\":\"1\"}", 400, "'type'" },
        { "POST", "/v1/events", "application/json",
            "{\"type\":\"view\",\"id\":7,\"shopper\":\"a\",\"item\":\"i\",\"x\":1}", 400, "'" },
        { "POST", "/v1/events", "application/json", "{\"type\":\"view\",\"id\":\"1\",\"shopper\":\"\",\"item\":\"i\"}",
            400, "'shopper'" },
        { "POST", "/v1/events", "application/json", "{\"type\":\"view\",\"id\":\"1\",\"shopper\":null,\"item\":\"i\"}",
            400, "'shopper'" },
        { "POST", "/v1/events", "application/json",
            "{\"type\":\"view\",\"id\":\"1\",\"shopper\":\"\\ud800\",\"item\":\"i\"}", 400, "" },
        { "POST", "/v1/events", "application/json", "{\"type\":\"" + "view\\u0000" + "\",\"id\":\"1\"}", 400,
            "'type'" },
        { "POST", "/v1/events?ack=maybe", "application/json", "{" + View + "}", 400,
            "'maybe' is not 'durable' or 'buffered'" },
        { "POST", "/v1/events", "text/csv", "type,id", 415, "'text/csv' is not one of" },
        { "POST", "/v1/events", "application/cloudevents-batch+json", "{}", 400, "JSON array" },
        { "POST", "/v1/events", "application/cloudevents+json", "{\"specversion\":\"1.0\"}", 400, "is missing" },
        { "POST", "/v1/events", "application/cloudevents+json", "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"view\",\"data\":{}}", 400, "specversion" },
        { "POST", "/v1/features", "application/json", "", 400, "not valid JSON" },
        { "POST", "/v1/features", "application/json", "[]", 400, "The body must be an object" },
        { "POST", "/v1/features", "application/json", "{\"features\":\"item.views\"}", 400,
            "It must be a list of names" },
        { "POST", "/v1/features", "application/json", "{\"features\":[1],\"keys\":[\"a\"]}", 400, "each a text" },
        { "POST", "/v1/features", "application/json", "{\"features\":[],\"keys\":[\"a\"]}", 400,
            "At least one feature" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[]}", 400,
            "At least one key" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[1.5]}", 400,
            "A key is a text, a whole number" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[[{}]]}", 400,
            "The parts of a key" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[[\"a\",\"b\"]]}", 400,
            "2 parts were given" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.vews\"],\"keys\":[\"a\"]}", 400,
            "did you mean" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\",\"shopper.orders\"],\"keys\":[\"a\"]}", 400, "one read takes features of one key" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[\"a\"],\"when\":1}",
            400, "'features', 'keys' and 'at' are known" },
        { "POST", "/v1/features", "application/json",
            "{\"features\":[\"item.views\"],\"keys\":[\"a\"],\"at\":\"noon\"}", 400, "It must be a log position" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[\"a\"],\"at\":0}", 400,
            "It must be a log position" },
        { "POST", "/v1/features", "application/json", "{\"features\":[\"item.views\"],\"keys\":[\"a\"],\"at\":999999}",
            400, "999999 is not there yet" },
        { "POST", "/v1/features", "application/json", "{\"features\":[[[[[[[\"x\"]]]]]]]}", 400, "" },
        { "GET", "/v1/entities/shoper/a", null, null, 404, "did you mean 'shopper'?" },
        { "GET", "/v1/entities/shopper/a?features=shopper.nothing", null, null, 400,
            "There is no feature 'shopper.nothing'" },
        { "GET", "/v1/entities/shopper/a?features=", null, null, 400, "There is no feature ''" },
        { "GET", "/v1/entities/shopper/a?at=yesterday", null, null, 400, "neither a log position" },
        { "GET", "/v1/entities/shopper/a?at=0", null, null, 400, "neither a log position" },
        { "GET", "/v1/entities/shopper/a?at=-1", null, null, 400, "neither a log position" },
        { "GET", "/v1/entities/shopper/a?at=1.5", null, null, 400, "neither a log position" },
        { "GET", "/v1/entities/shopper/a?at=99999999999999999999", null, null, 400, "neither a log position" },
        { "GET", "/v1/entities/shopper/a?at=2026-01-01", null, null, 400, "neither a log position" },
        { "GET", "/v1/entities/shopper/a?at=77", null, null, 400, "The log ends at position 1; 77 is not there yet" },
        { "GET", "/v1/entities/shopper/a/explain", null, null, 400, "Name the feature to explain" },
        { "GET", "/v1/entities/shopper/a/explain?feature=shopper.nothing", null, null, 400, "There is no feature" },
        { "GET", "/v1/entities/shopper/a/explain?feature=shopper.views", null, null, 400, "several columns" },
        { "GET", "/v1/entities/shopper/a/explain?feature=item.views.1h", null, null, 400,
            "is kept for item, not for shopper first" },
        { "GET", "/v1/entities/shopper/a/explain?feature=interest", null, null, 400, "1 parts were given" },
        { "GET", "/v1/entities/shopper/a/explain?feature=shopper.views.24h&events=-1", null, null, 400,
            "not a number from 0 to 1000" },
        { "GET", "/v1/entities/shopper/a/explain?feature=shopper.views.24h&at=x", null, null, 400,
            "neither a log position" },
        { "GET", "/v1/entities/nothing/a/explain?feature=shopper.views.24h", null, null, 404, "There is no kind" },
        { "PUT", "/v1/definition", "application/yaml", "", 400, "error(s)" },
        { "PUT", "/v1/definition", "application/yaml", "name: [", 400, "error(s)" },
        { "PUT", "/v1/definition", "application/yaml", "name: x\nbase_currency: EUR\ncolour: red\n", 400, "error(s)" },
        { "PUT", "/v1/definition", "application/yaml", "name: x\nbase_currency: EUR\ntime_zone: " +
            "Mars/Olympus\nentities: { a: {} }\nevents: { e: { fields: { a: a } } }\n", 400, "Mars/Olympus" },
        { "PUT", "/v1/definition", "application/yaml", "name: x\nbase_currency: EUR\nentities: { a: {} }\nevents: " +
            "{ e: { fields: { a: a } } }\nfeatures: { a.x: { derived: a.y }, a.y: { derived: a.x } }\n", 400,
            "error(s)" },
        { "GET", "/v1/entities/shopper/a?feature=shopper.views", null, null, 400, "did you mean 'features'?" },
        { "GET", "/v1/models?verbose=1", null, null, 400, "There is no parameter 'verbose'; there are no parameters" },
        { "POST", "/v1/events?acknowledge=durable", "application/json", "{" + View + "}", 400,
            "There is no parameter 'acknowledge'" },
        { "GET", "/v1/cases?due_before=tomorrow", null, null, 400, "'tomorrow' is no time" },
        { "POST", "/v1/cases", "application/json", "", 400,
            "The body is not valid JSON: it is empty (line 1, byte 1)" },
        { "POST", "/v1/cases", "application/json", "{\"do\":\"note\"}", 400, "'by' must be given" },
        { "POST", "/v1/cases", "application/json", "{\"do\":\"note\",\"by\":\"a\",\"who\":1}", 400,
            "'who' is not known" },
        { "POST", "/v1/cases", "application/json", "{\"do\":\"note\",\"do\":\"open\"}", 400, "Duplicate" },
        { "POST", "/v1/cases", "application/json",
            "{\"do\":\"open\",\"by\":\"a\",\"draft\":{\"expected_loss\":\"much\"}}", 400,
            "'draft.expected_loss' has another type than it needs" },
        { "POST", "/v1/cases/verdicts", "application/json", "[]", 400, "has another type than it needs" },
        { "POST", "/v1/cases/verdicts", "application/json", "{\"cases\":[\"c1\"],\"verdict\":\"abuse\"}", 400,
            "analyst: is missing" },
        { "POST", "/v1/recommend", "application/json", "{\"surface\":\"\\ud800\",\"subject\":\"a\"}", 400,
            "half of a surrogate pair" },
        { "POST", "/v1/recommend", "application/json", "{\"requests\":17}", 400,
            "It must be a list of 1 to 200 requests" },
        { "POST", "/v1/recommend", "application/json", "{", 400, "it ends before its closing brace or bracket" },
        { "POST", "/v1/recommend", "application/json", "\ufeff{}", 400, "It is missing" },
        { "POST", "/v1/recommend", "application/json", new string('[', 100), 400, "nested deeper than 64 levels" },
        { "POST", "/v1/risk/patterns", "application/json", "", 400, "it is empty" },
        { "POST", "/v1/risk/models/m/train", "application/json", "{\"checkpoint\":\"payment\",\"shadow\":1}", 400,
            "'shadow' must be true or false" },
        { "POST", "/v1/experiments", "application/json", "{]", 400, "The body is not valid JSON" },
        { "POST", "/v1/lists", "application/json", "{\"list\"", 400, "The body is not valid JSON" },
        { "GET", "/v1/nothing", null, null, 404, "There is nothing at /v1/nothing" },
        { "DELETE", "/v1/events", null, null, 405, "does not take DELETE" },
        { "POST", "/v1/entities/shopper/a", "application/json", "{}", 405, "does not take POST" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AWrongRequest_IsAnsweredWithWhatIsWrong_AndChangesNothing(
        string method, string path, string? contentType, string? body, int status, string detail)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        using HttpResponseMessage response = await fixture.Server.Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, fixture.Server.Engine.LastPosition.Value);
    }

    [Theory]
    [InlineData("gzip", "not gzip at all", 400)]
    [InlineData("br", "not brotli", 400)]
    [InlineData("zstd", "{}", 415)]
    public async Task ABodyThatCannotBeUnpacked_IsRefused(string encoding, string body, int status)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        using HttpResponseMessage response = await fixture.Server.Http.PostAsync("/v1/events", content);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("POST", "/v1/events")]
    [InlineData("POST", "/v1/recommend")]
    [InlineData("POST", "/v1/features")]
    [InlineData("POST", "/v1/cases")]
    [InlineData("POST", "/v1/experiments")]
    [InlineData("POST", "/v1/lists")]
    [InlineData("POST", "/v1/risk/patterns")]
    [InlineData("PUT", "/v1/risk/policy")]
    [InlineData("PUT", "/v1/definition")]
    public async Task BytesThatAreNoUtf8_AreRefused(string method, string path)
    {
        byte[] body = [.. "{\"type\":\"view\",\"id\":\"1\",\"shopper\":\""u8, 0xFF, 0xFE, .. "\",\"item\":\"i\"}"u8];
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await fixture.Server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("not valid UTF-8", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, fixture.Server.Engine.LastPosition.Value);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
