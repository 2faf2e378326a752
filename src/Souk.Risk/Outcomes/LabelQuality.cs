namespace Souk.Risk.Outcomes;

/// <summary>How one kind of label arrives, over all of the log.</summary>
public sealed record LabelQuality
{
    /// <summary>The checkpoint whose decisions it judges.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Its name in the policy.</summary>
    public required string Label { get; init; }

    /// <summary>Labels that said bad.</summary>
    public required long Bad { get; init; }

    /// <summary>Labels that did not, such as a verdict that all was well.</summary>
    public required long NotBad { get; init; }

    /// <summary>Labels on something that no awaited decision is known of: from before the policy, too old, or
    /// wrong.</summary>
    public required long Unknown { get; init; }

    /// <summary>Labels that came after the time to maturity; they count nowhere.</summary>
    public required long Late { get; init; }

    /// <summary>Labels that said of a decision again what one had said already.</summary>
    public required long Repeated { get; init; }

    /// <summary>Labels that said the opposite of an earlier one on the same decision.</summary>
    public required long Conflicts { get; init; }

    /// <summary>The time to maturity that the policy states.</summary>
    public required TimeSpan Matures { get; init; }

    /// <summary>The maturity curve: the share of the labels in time that had come after 1 %, 2 % ... 100 % of the time
    /// to maturity; NaN without any.</summary>
    public required IReadOnlyList<double> Curve { get; init; }

    /// <summary>Decisions of the checkpoint, of the days kept, that are older than the time to maturity.</summary>
    public required long MatureDecisions { get; init; }

    /// <summary>How many of them have a label of any kind.</summary>
    public required long LabelledDecisions { get; init; }

    /// <summary>The share of matured decisions with a label; NaN without any.</summary>
    public double Coverage => LabelledDecisions / (double)MatureDecisions;

    /// <summary>The delay within which a share of the labels in time had come, up to a hundredth of the time to
    /// maturity; null without any.</summary>
    /// <param name="share">The share, above 0 to 1.</param>
    public TimeSpan? Delay(double share)
    {
        for (int i = 0; i < Curve.Count; i++)
        {
            if (Curve[i] >= share)
            {
                return Matures * ((i + 1) / (double)Curve.Count);
            }
        }

        return null;
    }
}
