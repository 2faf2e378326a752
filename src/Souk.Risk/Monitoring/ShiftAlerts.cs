using System.Globalization;
using Souk.Learning.Drift;
using Souk.Learning.Patterns;
using Souk.Risk.Patterns;

namespace Souk.Risk.Monitoring;

/// <summary>What of a search for patterns is worth an alert.</summary>
public static class ShiftAlerts
{
    /// <summary>A rise of the missing share that is an alert: a tenth of all events lost a value that rules
    /// read.</summary>
    public const double MissingRise = 0.1;

    /// <summary>How many patterns of a search are alerts, the surest first: as many as somebody reads in the
    /// morning.</summary>
    public const int MostPatterns = 5;

    private const int MaxShown = 500;

    /// <summary>The alerts of a search: columns past <see cref="PopulationStability.ShiftAbove"/> and past chance,
    /// columns that went missing, and the surest patterns.</summary>
    public static IReadOnlyList<RiskAlert> Of(Discovery found)
    {
        ArgumentNullException.ThrowIfNull(found);
        List<RiskAlert> alerts = [];
        foreach (ColumnShift shift in found.Shifts)
        {
            if (shift.RecentMissing >= shift.ReferenceMissing + MissingRise)
            {
                alerts.Add(new RiskAlert(
                    AlertKind.Missing, found.EventType, shift.Column, shift.RecentMissing, shift.ReferenceMissing,
                    found.End, $"{found.EventType}: '{shift.Column}' is missing in {Share(shift.RecentMissing)} of "
                    + $"events, {Share(shift.ReferenceMissing)} before"));
            }
            else if (shift.IsShifted)
            {
                alerts.Add(new RiskAlert(
                    AlertKind.Shift, found.EventType, shift.Column, shift.Index, PopulationStability.ShiftAbove,
                    found.End, $"{found.EventType}: the distribution of '{shift.Column}' has shifted, index "
                    + shift.Index.ToString("0.##", CultureInfo.InvariantCulture)));
            }
        }

        foreach (FoundPattern pattern in found.Patterns.Take(MostPatterns))
        {
            ContrastPattern figures = pattern.Pattern;
            alerts.Add(new RiskAlert(
                AlertKind.Pattern, found.EventType, pattern.Id, figures.Ratio, 1, found.End,
                string.Create(CultureInfo.InvariantCulture, $"{found.EventType}: {Truncated(pattern.When)} "
                    + $"{(figures.Kind == ContrastKind.BadRate ? "is worse" : "is more frequent")}: {figures.Hits} of "
                    + $"{figures.Trials}, {figures.ReferenceHits} of {figures.ReferenceTrials} before")));
        }

        return alerts;
    }

    private static string Truncated(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "...";

    private static string Share(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
