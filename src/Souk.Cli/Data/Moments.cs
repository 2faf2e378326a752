using System.Text;
using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Features.Past;
using Souk.Log;

namespace Souk.Cli.Data;

/// <summary>Reads what <c>--at</c> gives: a log position, or a time.</summary>
internal static class Moments
{
    /// <summary>The moment; without one, the log's present end.</summary>
    /// <exception cref="ArgumentException">It is neither a position nor a time.</exception>
    internal static PastMoment Parse(string? at, SoukEngine engine)
    {
        if (at is null)
        {
            return PastMoment.At(engine.LastPosition);
        }

        if (long.TryParse(at, out long position) && position > 0)
        {
            return PastMoment.At(new LogPosition(position));
        }

        return Rfc3339.TryParse(Encoding.UTF8.GetBytes(at), out LogTime time)
            ? PastMoment.At(time)
            : throw new ArgumentException($"--at {at} is neither a log position (1, 2, 3 ...) nor a time such as 2026-03-01T12:30:00Z.");
    }
}
