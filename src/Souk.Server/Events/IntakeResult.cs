using Souk.Core.Engine;
using Souk.Core.Intake;
using Souk.Log;

namespace Souk.Server.Events;

/// <summary>What became of a request's events.</summary>
internal sealed class IntakeResult
{
    // More than this many errors are counted and kept in the dead-letter file, but not sent back.
    private const int MostErrorsSent = 100;

    /// <summary>Events applied now.</summary>
    internal int Accepted { get; private set; }

    /// <summary>Events seen before.</summary>
    internal int Duplicates { get; private set; }

    /// <summary>Events refused.</summary>
    internal int Refused { get; private set; }

    /// <summary>The lowest and highest position of the events, zero if there are none.</summary>
    internal LogPosition First { get; private set; }

    /// <summary>The highest position.</summary>
    internal LogPosition Last { get; private set; }

    /// <summary>The first errors, by line (or element) from 1.</summary>
    internal List<(int Line, EventError Error)> Errors { get; } = [];

    internal void Add(SubmitResult result)
    {
        Accepted += result.Positions.Count - result.Duplicates;
        Duplicates += result.Duplicates;
        foreach (LogPosition position in result.Positions)
        {
            First = First == LogPosition.Zero || position < First ? position : First;
            Last = position > Last ? position : Last;
        }
    }

    internal void Refuse(int line, EventError error)
    {
        Refused++;
        if (Errors.Count < MostErrorsSent)
        {
            Errors.Add((line, error));
        }
    }
}
