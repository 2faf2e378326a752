namespace Souk.Bench.Foundation;

/// <summary>One measured figure beside what was to be reached.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Unit">Its unit, for example "events/s".</param>
/// <param name="AtLeast">The figure that must be reached.</param>
/// <param name="Aim">The figure aimed at; NaN if there is none.</param>
/// <param name="HigherIsBetter">Whether a larger figure is better.</param>
public sealed record SpeedFigure(
    string What, double Ours, string Unit, double AtLeast, double Aim, bool HigherIsBetter = true)
{
    /// <summary>Whether the figure that must be reached is.</summary>
    public bool IsReached => HigherIsBetter ? Ours >= AtLeast : Ours <= AtLeast;

    /// <summary>Whether the figure aimed at is reached.</summary>
    public bool IsAimReached => HigherIsBetter ? Ours >= Aim : Ours <= Aim;
}
