using System.Net;
using Souk.Server.Access;

namespace Souk.Server;

/// <summary>Where the server may listen.</summary>
internal static class Listening
{
    /// <summary>The address of a host name or number.</summary>
    /// <exception cref="InvalidOperationException">It is neither localhost nor an IP address.</exception>
    internal static IPAddress Resolve(string host) =>
        host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(host, out IPAddress? address) ? address
        : throw new InvalidOperationException($"'{host}' is no address to listen on; give an IP address or localhost.");

    /// <summary>Refuses to open the API to the network without keys.</summary>
    internal static void RequireKeysBeyondLoopback(IPAddress address, ApiKeyFile? keys)
    {
        if (!IPAddress.IsLoopback(address) && (keys is null || keys.Count == 0))
        {
            throw new InvalidOperationException(
                $"Listening on {address} needs API keys: make one with 'souk keys add' and name the file with --keys. "
                + "Without keys only loopback addresses are allowed.");
        }
    }
}
