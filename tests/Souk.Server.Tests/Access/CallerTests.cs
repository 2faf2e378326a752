using System.Text.Json;
using Souk.Server.Access;

namespace Souk.Server.Tests.Access;

/// <summary>Where keys are in use, who asks is who the key says, in queries and in bodies.</summary>
public sealed class CallerTests : IDisposable
{
    private const string Draft =
        "\"draft\":{\"kind\":\"report\",\"group\":\"\",\"title\":\"t\",\"subjects\":[],\"evidence\":[]," +
        "\"expected_loss\":1,\"source\":\"s\"}";

    private readonly string _folder = Directory.CreateTempSubdirectory("souk-callers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("/v1/models/for_you/rollback?by=bob", "")]
    [InlineData("/v1/risk/models/m/rollback?by=bob", "")]
    [InlineData("/v1/risk/proposals/x/shadow?by=bob", "")]
    [InlineData("/v1/risk/models/m/train", "{\"checkpoint\":\"payment\",\"by\":\"bob\"}")]
    [InlineData("/v1/cases", "{\"do\":\"open\",\"by\":\"bob\"," + Draft + "}")]
    [InlineData("/v1/cases/verdicts", "{\"cases\":[\"c1\"],\"verdict\":\"abuse\",\"analyst\":\"bob\"}")]
    public async Task AnotherName_IsRefused(string path, string body)
    {
        (TestServer server, string ann) = await StartAsync();
        await using (server)
        {
            (int status, JsonElement answer) = await server.PostAsync(path, body, key: ann);
            Assert.Equal(403, status);
            Assert.Contains("the API key is 'ann'", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task NoName_IsTheKeysName()
    {
        (TestServer server, string ann) = await StartAsync();
        await using (server)
        {
            Assert.Equal(200, (await server.PostAsync("/v1/cases", "{\"do\":\"open\"," + Draft + "}", key: ann)).Status);
            Assert.Equal(200, (await server.PostAsync(
                "/v1/cases/verdicts", "{\"cases\":[\"c1\"],\"verdict\":\"legitimate\"}", key: ann)).Status);
            (int status, JsonElement answer) = await server.GetAsync("/v1/cases/c1", ann);
            Assert.Equal(200, status);
            Assert.All(
                answer.GetProperty("case").GetProperty("trail").EnumerateArray(),
                entry => Assert.Equal("ann", entry.GetProperty("by").GetString()));
        }
    }

    private async Task<(TestServer Server, string Key)> StartAsync()
    {
        string keys = Path.Combine(_folder, "keys");
        string ann = ApiKeyFile.Add(keys, "ann", Role.Admin);
        return (await TestServer.StartAsync(o => o with { KeysFile = keys }), ann);
    }
}
