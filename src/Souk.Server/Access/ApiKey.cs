namespace Souk.Server.Access;

/// <summary>One API key as the keys file has it: the key itself is not kept, only its SHA-256.</summary>
/// <param name="Name">Whose it is, for logs.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Sha256">The SHA-256 of the key's UTF-8, in lower-case hexadecimal.</param>
public sealed record ApiKey(string Name, Role Role, string Sha256);
