using System.CommandLine;

namespace Souk.Cli.Risk;

/// <summary><c>souk risk</c>: how risk decisions do, and what could be done better.</summary>
internal static class RiskCommand
{
    internal static Command Create() => new(
        "risk",
        "Watch risk decisions, report what they were worth, look for new patterns and rules; train models, try them, "
        + "put them in force.")
    {
        MonitorCommand.Create(),
        MonitorCommand.Alerts(),
        MonitorCommand.Labels(),
        MonitorCommand.Report(),
        PatternCommand.Create(),
        PatternCommand.Proposals(),
        PatternCommand.Shadow(),
        RiskTrainCommand.Create(),
        RiskModelsCommand.Create(),
    };
}
