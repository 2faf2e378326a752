namespace Souk.Features.Tests.Engine;

/// <summary>One event of a random stream, for the engine and for the oracle.</summary>
internal sealed record SyntheticEvent(
    int Type, long Time, long Position, string? Shopper, string? Text, long? Whole, long? Amount, double? Number,
    string? Device, double Weight, bool Flag);
