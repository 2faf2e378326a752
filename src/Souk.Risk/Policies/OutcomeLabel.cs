using Souk.Core;
using Souk.Core.Definition;
using Souk.Expressions;
using Souk.Risk.Decisions;

namespace Souk.Risk.Policies;

/// <summary>Events that tell later what a decision should have been, such as chargebacks.</summary>
public sealed class OutcomeLabel
{
    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>The events that bring it.</summary>
    public required EventType Type { get; init; }

    /// <summary>The checkpoint whose events it judges.</summary>
    public required EventType Of { get; init; }

    /// <summary>The field, of the same entity kind in both, that says which event is judged.</summary>
    public required string By { get; init; }

    /// <summary>How long it may take to arrive. A decision younger than this without a label is not known to be
    /// good.</summary>
    public required Duration Matures { get; init; }

    /// <summary>Whether the event is bad news, over the outcome's event; null: always.</summary>
    public string? Where { get; init; }

    internal CelProgram<DecisionContext, bool>? WhereProgram { get; init; }
}
