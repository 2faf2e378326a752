namespace Souk.Risk.Models;

/// <summary>What one column added to a model's score for one event.</summary>
/// <param name="Column">The column's expression.</param>
/// <param name="Value">Its value: a number, a text, or null where it was missing.</param>
/// <param name="Contribution">What it added to the score before calibration; above 0 towards bad.</param>
public sealed record ModelReason(string Column, object? Value, double Contribution)
{
    /// <summary>The reason in words, such as <c>card.payments.5m = 7 (+1.31)</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Column} = {Value ?? "missing"} ({Contribution:+0.##;-0.##;0})");
}
