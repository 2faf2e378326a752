using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Souk.Server.Access;

/// <summary>
/// The file of API keys: one key a line, as <c>name role sha256</c>, then <c>requests=N</c> and <c>events=N</c> a
/// second where the key is limited; empty lines and lines that begin with # are passed over. Keys are 32 random bytes
/// in base64url behind <c>souk_</c>.
/// </summary>
public sealed class ApiKeyFile
{
    private const int KeyBytes = 32;

    private readonly Dictionary<string, ApiKey> _byHash;

    private ApiKeyFile(Dictionary<string, ApiKey> byHash) => _byHash = byHash;

    /// <summary>The keys.</summary>
    public IReadOnlyCollection<ApiKey> Keys => _byHash.Values;

    /// <summary>How many keys there are.</summary>
    public int Count => _byHash.Count;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">A line is not understood; the message names file and line.</exception>
    public static ApiKeyFile Read(string path)
    {
        Dictionary<string, ApiKey> keys = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            ApiKey key = Parse(trimmed) ?? throw new InvalidDataException(
                $"{path}:{number}: a key is 'name role sha256' with role ingest, serve, analyst or admin and 64 "
                + "hexadecimal digits, then 'requests=N' and 'events=N' if it is limited; 'souk keys add' writes " +
                "such lines.");
            keys[key.Sha256] = key;
        }

        return new ApiKeyFile(keys);
    }

    /// <summary>Makes a new key and adds it to a file, which is made if it is missing.</summary>
    /// <returns>The key, which cannot be had again.</returns>
    /// <param name="path">The file.</param>
    /// <param name="name">Whose the key is; no spaces.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="requestsPerSecond">See <see cref="ApiKey.RequestsPerSecond"/>.</param>
    /// <param name="eventsPerSecond">See <see cref="ApiKey.EventsPerSecond"/>.</param>
    public static string Add(
        string path, string name, Role role, int? requestsPerSecond = null, int? eventsPerSecond = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException("The name of a key has no spaces.", nameof(name));
        }

        string key = "souk_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        ThrowIfNoRate(requestsPerSecond, nameof(requestsPerSecond));
        ThrowIfNoRate(eventsPerSecond, nameof(eventsPerSecond));
        string limits = (requestsPerSecond is int requests ? $" requests={requests}" : string.Empty)
            + (eventsPerSecond is int events ? $" events={events}" : string.Empty);
        File.AppendAllText(path, $"{name} {role.ToString().ToLowerInvariant()} {HashOf(key)}{limits}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return key;
    }

    /// <summary>The key that a request carries, or null if it is unknown. Looking up a hash takes the same time for
    /// every wrong key, as far as an attacker could use it.</summary>
    public ApiKey? Find(string key) => _byHash.GetValueOrDefault(HashOf(key));

    private static ApiKey? Parse(string line)
    {
        string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || !Enum.TryParse(parts[1], ignoreCase: true, out Role role) || !Enum.IsDefined(role)
            || !IsSha256(parts[2]))
        {
            return null;
        }

        ApiKey key = new(parts[0], role, parts[2].ToLowerInvariant());
        foreach (string limit in parts.AsSpan(3))
        {
            string[] sides = limit.Split('=', 2);
            if (sides.Length != 2 || !int.TryParse(sides[1], CultureInfo.InvariantCulture, out int rate) || rate < 1)
            {
                return null;
            }

            switch (sides[0])
            {
                case "requests":
                    key = key with { RequestsPerSecond = rate };
                    break;
                case "events":
                    key = key with { EventsPerSecond = rate };
                    break;
                default:
                    return null;
            }
        }

        return key;
    }

    private static void ThrowIfNoRate(int? rate, string name)
    {
        if (rate is int given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, name);
        }
    }

    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}
