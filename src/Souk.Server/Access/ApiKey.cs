namespace Souk.Server.Access;

/// <summary>One API key as the keys file has it: the key itself is not kept, only its SHA-256.</summary>
/// <param name="Name">Whose it is, for logs.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Sha256">The SHA-256 of the key's UTF-8, in lower-case hexadecimal.</param>
/// <param name="RequestsPerSecond">How many requests a second it may make, at least 1; null for no limit.</param>
/// <param name="EventsPerSecond">How many events a second it may send, at least 1; null for no limit. A larger batch is
/// taken when the key has been quiet long enough, and then paid for.</param>
public sealed record ApiKey(
    string Name, Role Role, string Sha256, int? RequestsPerSecond = null, int? EventsPerSecond = null);
