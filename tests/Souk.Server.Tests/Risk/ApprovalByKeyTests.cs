using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Souk.Risk.Policies;
using Souk.Server.Access;

namespace Souk.Server.Tests.Risk;

public sealed class ApprovalByKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("souk-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheSecondPerson_IsWhoTheKeySays_NotWhoTheRequestSays()
    {
        string keys = Path.Combine(_folder, "keys");
        string ann = ApiKeyFile.Add(keys, "ann", Role.Admin);
        string bob = ApiKeyFile.Add(keys, "bob", Role.Admin);
        await using TestServer server = await TestServer.StartAsync(o => o with { KeysFile = keys });
        string policy = "approval: second_person\n" + RiskPolicy.ShippedText.Replace(
            "approval: ", "# approval was: ", StringComparison.Ordinal);

        Assert.Equal(403, (await Send(server, HttpMethod.Put, "/v1/risk/policy?by=carol", policy, ann)).Status);
        (int status, JsonElement draft) = await Send(server, HttpMethod.Put, "/v1/risk/policy", policy, ann);
        Assert.Equal(200, status);
        Assert.Equal(("ann", "draft"), (draft.GetProperty("by").GetString(), draft.GetProperty("state").GetString()));
        const string Approve = "/v1/risk/policy/1/approve";
        Assert.Equal(403, (await Send(server, HttpMethod.Post, Approve + "?by=bob", "", ann)).Status);
        Assert.Equal(409, (await Send(server, HttpMethod.Post, Approve, "", ann)).Status);
        Assert.Equal(200, (await Send(server, HttpMethod.Post, Approve, "", bob)).Status);
        (_, JsonElement inForce) = await Send(server, HttpMethod.Get, "/v1/risk/policy", null, bob);
        Assert.Equal("bob", inForce.GetProperty("approved_by").GetString());
    }

    private static async Task<(int Status, JsonElement Answer)> Send(
        TestServer server, HttpMethod method, string path, string? body, string key)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage response = await server.Http.SendAsync(request);
        return ((int)response.StatusCode,
            JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()));
    }
}
