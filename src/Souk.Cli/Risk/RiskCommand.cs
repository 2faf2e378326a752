using System.CommandLine;

namespace Souk.Cli.Risk;

/// <summary><c>souk risk</c>: risk models.</summary>
internal static class RiskCommand
{
    internal static Command Create() => new("risk", "Train risk models, try them, put them in force, take them back.")
    {
        RiskTrainCommand.Create(), RiskModelsCommand.Create(),
    };
}
