using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Souk.Cli;

/// <summary>A client of a running server, for commands that ask it or tell it something.</summary>
internal sealed class RunningServer : IDisposable
{
    private const string DefaultUrl = "http://127.0.0.1:7070";
    private const string KeyVariable = "SOUK_API_KEY";

    private readonly HttpClient _http;

    /// <summary>A client of the server at an address.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    internal RunningServer(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"--url is '{url}'; it must be an address such as {DefaultUrl}.");
        }

        // What replays the log takes as long as that takes; Ctrl+C gives it up.
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public void Dispose() => _http.Dispose();

    internal static Option<string> Url() => new("--url")
    {
        Description = $"The server (default {DefaultUrl}); its key, if it wants one, is in {KeyVariable}.",
        DefaultValueFactory = _ => DefaultUrl,
    };

    /// <summary>Asks for a JSON document.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    internal async Task<JsonElement> GetAsync(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await AskAsync(() => _http.GetAsync(path, cancellation));
        return await ReadAsync(response, cancellation);
    }

    /// <summary>Sends a JSON document.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    internal async Task<JsonElement> PostAsync(string path, string json, CancellationToken cancellation)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await AskAsync(() => _http.PostAsync(path, content, cancellation));
        return await ReadAsync(response, cancellation);
    }

    /// <summary>Puts a text, such as a policy.</summary>
    /// <exception cref="InvalidOperationException">The server refused; the message says why.</exception>
    internal async Task<JsonElement> PutAsync(string path, string text, CancellationToken cancellation)
    {
        using StringContent content = new(text, Encoding.UTF8, "application/yaml");
        using HttpResponseMessage response = await AskAsync(() => _http.PutAsync(path, content, cancellation));
        return await ReadAsync(response, cancellation);
    }

    private async Task<HttpResponseMessage> AskAsync(Func<Task<HttpResponseMessage>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException(
                $"no server answers at {_http.BaseAddress}: {e.Message}. 'souk serve' starts one; --url says where "
                + "another is.", e);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        string text = await response.Content.ReadAsStringAsync(cancellation);
        JsonElement answer;
        try
        {
            answer = JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw new InvalidOperationException(
                $"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode} and no JSON; is it a " +
                "Souk server?");
        }

        if (response.IsSuccessStatusCode)
        {
            return answer;
        }

        string detail = answer.ValueKind == JsonValueKind.Object
            && answer.TryGetProperty("detail", out JsonElement said)
            ? said.ToString()
            : text;
        throw new InvalidOperationException($"the server answered {(int)response.StatusCode}: {detail}");
    }
}
