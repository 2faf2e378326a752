using Souk.Log;

namespace Souk.Core.Engine;

/// <summary>
/// A command to the marketplace itself that the log holds beside the events: a policy put in force, entries of a
/// list, a model promoted, a verdict. Whoever replays the log meets it at the same position, so past answers are
/// derived again with what was in force then. Directives never move the log time.
/// </summary>
public readonly ref struct Directive
{
    /// <summary>The longest name, in UTF-8 bytes.</summary>
    public const int MaxNameBytes = 64;

    /// <summary>The longest body: 32 MiB, half of what the log takes as one batch. Send more in parts.</summary>
    public const int MaxBodyBytes = 32 << 20;

    internal Directive(string name, ReadOnlySpan<byte> body, LogPosition position, LogTime time)
    {
        Name = name;
        Body = body;
        Position = position;
        Time = time;
    }

    /// <summary>What it asks for, such as <c>risk.policy</c>; each projection takes the names it knows.</summary>
    public string Name { get; }

    /// <summary>Its content, in a form that the name stands for.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Where it stands in the log.</summary>
    public LogPosition Position { get; }

    /// <summary>The log time of the newest event before it; before all if there is none.</summary>
    public LogTime Time { get; }
}
