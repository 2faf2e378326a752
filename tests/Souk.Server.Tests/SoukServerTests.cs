using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Souk.Core.Definition;
using Souk.Server;
using Souk.Server.Access;

namespace Souk.Server.Tests;

public sealed class SoukServerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-server-").FullName;
    private SoukServer _server = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SoukServer.StartAsync(new ServerOptions
        {
            Folder = Path.Combine(_folder, "data"),
            DefinitionText = DefinitionLoader.ShippedText,
            Port = 0,
            MaxBodyBytes = 100_000,
        });
        _http = new HttpClient { BaseAddress = new Uri(_server.Address) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task AnEvent_ChangesFeaturesAndProfile_ByTheTimeItIsAcknowledged()
    {
        await Post("""{"type":"item_listed","id":"1","item":"i","seller":"m","title":"Lamp","category":"lamps","price":"12.50"}""");
        (HttpStatusCode status, JsonElement answer) = await Post(
            """{"type":"view","id":"2","shopper":"ann","item":"i"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False(answer.GetProperty("duplicate").GetBoolean());
        JsonElement item = await Get("/v1/entities/item/i?features=item.views");
        Assert.Equal("lamps", item.GetProperty("profile").GetProperty("category").GetString());
        Assert.Equal(1, item.GetProperty("features").GetProperty("item.views.1h").GetInt32());
        (_, JsonElement read) = await Send(
            "/v1/features", """{"features":["interest"],"keys":[["ann","lamps"],["bob","lamps"]]}""");
        Assert.Equal(2, read.GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData("application/cloudevents+json",
        """{"specversion":"1.0","id":"c1","source":"t","type":"view","data":{"shopper":"a","item":"i"}}""", "position")]
    [InlineData("application/cloudevents-batch+json", """[{"specversion":"1.0","id":"c2","source":"t","type":"view","data":{"shopper":"a","item":"i"}}]""", "accepted")]
    [InlineData(
        "application/x-ndjson", "{\"type\":\"view\",\"id\":\"n1\",\"shopper\":\"a\",\"item\":\"i\"}\n\n", "accepted")]
    [InlineData("application/json", """[{"type":"view","id":"a1","shopper":"a","item":"i"}]""", "accepted")]
    public async Task EveryForm_IsTaken(string contentType, string body, string member)
    {
        (HttpStatusCode status, JsonElement answer) = await Post(body, contentType);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(answer.TryGetProperty(member, out _));
    }

    [Theory]
    [InlineData("", "The event is not valid JSON")]
    [InlineData("nonsense", "The event is not valid JSON")]
    [InlineData("3", "an event is a JSON object")]
    [InlineData("{}", "'type' is missing")]
    [InlineData("""{"type":"vieww","id":"1"}""", "did you mean 'view'?")]
    [InlineData("""{"type":"view","shopper":"a","item":"i"}""", "'id' is missing")]
    [InlineData("""{"type":"view","id":"","shopper":"a","item":"i"}""", "'id' is empty")]
    [InlineData("""{"type":"view","id":"1","item":"i"}""", "'shopper' is missing; an event 'view' needs it")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i","colour":1}""", "'colour' is no field of 'view'")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","shopper":"b","item":"i"}""", "'shopper' is given twice")]
    [InlineData("""{"type":"view","id":"1","shopper":{},"item":"i"}""", "'shopper' is an object")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i","seconds":"x"}""",
        "'seconds' is a text; it must be a number")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i","seconds":1e999}""", "too large for a number")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i","seconds":NaN}""", "not valid JSON")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i","time":"yesterday"}""",
        "a time is RFC 3339 with an offset")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i","time":"2026-01-01T00:00:00"}""",
        "a time is RFC 3339 with an offset")]
    [InlineData(
        """{"type":"view","id":"1","shopper":"a","item":"i","time":"9998-01-01T00:00:00Z"}""", "max_clock_skew")]
    [InlineData(
        """{"type":"add_to_cart","id":"1","shopper":"a","item":"i","quantity":1.5}""", "it must be a whole number")]
    [InlineData("""{"type":"payment","id":"1","payment":"p","shopper":"a","card":"c","amount":"12,50"}""",
        "an amount of money has at most 4 decimal places")]
    [InlineData("""{"type":"view","id":"1","shopper":"a","item":"i"} x""", "not valid JSON")]
    [InlineData("""{"type":"item_listed","id":"1","item":"i","seller":"m","title":"t","category":"c","price":1,"tags":[1]}""", "'tags[0]' is the number 1; it must be a text")]
    [InlineData("""{"type":"view","id":"1","shopper":[[[[[[[[[[1]]]]]]]]]],"item":"i"}""", "'shopper' is a list")]
    public async Task ABadEvent_IsRefused_WithWhatWouldBeRight(string body, string detail)
    {
        (HttpStatusCode status, JsonElement problem) = await Post(body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, _server.Engine.LastPosition.Value);
    }

    [Fact]
    public async Task ABatchWithBadLines_TakesTheGoodOnes_AndKeepsTheBadOnes()
    {
        (_, JsonElement answer) = await Post(
            "{\"type\":\"view\",\"id\":\"1\",\"shopper\":\"a\",\"item\":\"i\"}\nrubbish\n{\"type\":\"view\",\"id\":\"1\",\"shopper\":\"a\",\"item\":\"i\"}\n",
            "application/x-ndjson");
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(1, answer.GetProperty("duplicates").GetInt32());
        Assert.Equal(1, answer.GetProperty("refused").GetInt32());
        Assert.Equal(2, answer.GetProperty("errors")[0].GetProperty("line").GetInt32());
        string letters = Directory.GetFiles(Path.Combine(_folder, "data", "dead-letter")).Single();
        await using FileStream stream = new(letters, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        Assert.Contains("rubbish", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("DELETE", "/v1/events", 405)]
    [InlineData("GET", "/v1/entities/shoper/a", 404)]
    [InlineData("GET", "/v1/entities/shopper/a?features=nope", 400)]
    [InlineData("GET", "/v1/entities/shopper/a?features=item.views", 400)]
    [InlineData("PUT", "/v1/definition", 400)]
    [InlineData("POST", "/v1/features", 400)]
    public async Task ABadRequest_IsAProblem(string method, string path, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (path.Contains("entities", StringComparison.Ordinal) && status == 400)
        {
            await Post("""{"type":"view","id":"1","shopper":"a","item":"i"}""");
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        bool mixed = path.EndsWith("item.views", StringComparison.Ordinal);
        Assert.Equal(mixed ? 200 : status, (int)response.StatusCode);
        if (!mixed)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task TooLargeUnknownAndBrokenBodies_AreRefused()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Post(new string(' ', 200_000))).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Post("<a/>", "text/xml")).Status);
        using MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("""{"type":"view","id":"z","shopper":"a","item":"i"}"""));
        }

        byte[] bytes = zipped.ToArray();
        Assert.Equal(HttpStatusCode.OK, await PostGzip(bytes));
        bytes[bytes.Length / 2] ^= 0xFF;
        Assert.Equal(HttpStatusCode.BadRequest, await PostGzip(bytes));
    }

    [Fact]
    public async Task OpenApi_NamesEveryRouteAndNoOther()
    {
        JsonElement document = await Get("/openapi.json");
        IEnumerable<(string, string)> documented =
            from path in document.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            select (path.Name, method.Name);
        Assert.Equal(_server.Endpoints.Order(), documented.Order());
    }

    [Fact]
    public async Task Keys_AllowWhatTheirRoleSays_AndAreNeededBeyondLoopback()
    {
        string file = Path.Combine(_folder, "keys");
        string ingest = ApiKeyFile.Add(file, "shop", Role.Ingest);
        string serve = ApiKeyFile.Add(file, "web", Role.Serve);
        await using SoukServer server = await SoukServer.StartAsync(new ServerOptions
        {
            Folder = Path.Combine(_folder, "keyed"),
            DefinitionText = DefinitionLoader.ShippedText,
            Port = 0,
            KeysFile = file,
        });
        Assert.Equal(401, await Status(server, "/v1/entities/shopper/a", null));
        Assert.Equal(401, await Status(server, "/v1/entities/shopper/a", "souk_wrong"));
        Assert.Equal(403, await Status(server, "/v1/entities/shopper/a", ingest));
        Assert.Equal(200, await Status(server, "/v1/entities/shopper/a", serve));
        Assert.Equal(403, await Status(server, "/v1/definition", serve));
        Assert.Equal(200, await Status(server, "/health", null));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SoukServer.StartAsync(
            new ServerOptions
            {
                Folder = Path.Combine(_folder, "open"),
                Host = "0.0.0.0",
                DefinitionText = DefinitionLoader.ShippedText,
            }));
        Assert.Contains("needs API keys", error.Message, StringComparison.Ordinal);
    }

    private static async Task<int> Status(SoukServer server, string path, string? key)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, server.Address + path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private Task<(HttpStatusCode Status, JsonElement Answer)> Post(
        string body, string contentType = "application/json") =>
        Send("/v1/events", body, contentType);

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Send(
        string path, string body, string contentType = "application/json")
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = body.Length > 100_000;
        using HttpResponseMessage response = await _http.SendAsync(request);
        using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, document.RootElement.Clone());
    }

    private async Task<HttpStatusCode> PostGzip(byte[] bytes)
    {
        using ByteArrayContent content = new(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _http.PostAsync("/v1/events", content);
        return response.StatusCode;
    }

    private async Task<JsonElement> Get(string path)
    {
        using JsonDocument document = JsonDocument.Parse(await _http.GetStringAsync(path));
        return document.RootElement.Clone();
    }
}
