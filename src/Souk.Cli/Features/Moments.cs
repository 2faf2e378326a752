using Souk.Core.Engine;
using Souk.Features.Past;

namespace Souk.Cli.Features;

/// <summary>Reads what <c>--at</c> gives: a log position, or a time.</summary>
internal static class Moments
{
    /// <summary>The moment; without one, the log's present end.</summary>
    /// <exception cref="ArgumentException">It is neither a position nor a time.</exception>
    internal static PastMoment Parse(string? at, SoukEngine engine) =>
        at is null ? PastMoment.At(engine.LastPosition)
        : PastMoment.TryParse(at, out PastMoment moment) ? moment
        : throw new ArgumentException(
            $"--at {at} is neither a log position (1, 2, 3 ...) nor a time such as 2026-03-01T12:30:00Z.");
}
