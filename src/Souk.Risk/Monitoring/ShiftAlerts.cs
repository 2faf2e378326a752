using System.Globalization;
using Souk.Learning.Drift;
using Souk.Risk.Patterns;

namespace Souk.Risk.Monitoring;

/// <summary>Which shifts of columns are worth an alert.</summary>
public static class ShiftAlerts
{
    /// <summary>A rise of the missing share that is an alert: a tenth of all events lost a value that rules
    /// read.</summary>
    public const double MissingRise = 0.1;

    /// <summary>The alerts of a search: columns past <see cref="PopulationStability.ShiftAbove"/> and past chance, and
    /// columns that went missing.</summary>
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

        return alerts;
    }

    private static string Share(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
