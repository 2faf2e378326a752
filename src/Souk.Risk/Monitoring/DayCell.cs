using System.Runtime.InteropServices;

namespace Souk.Risk.Monitoring;

/// <summary>One day of a checkpoint or of a rule, as the arena keeps it. Outcomes count on the day of the decision that
/// they judge.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DayCell
{
    /// <summary>The day of log time since 1970, plus one; 0 where there is none.</summary>
    public int Day;
    public int Count;
    public int Unique;
    public int Bad;
    public int Challenged;
    public int Reviewed;
    public int Declined;
    public int BadStopped;
    public int Faults;
    public int Labelled;
    public double BadAmount;
    public double StoppedAmount;
    public double BadStoppedAmount;
}
