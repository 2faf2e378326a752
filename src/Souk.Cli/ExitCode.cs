namespace Souk.Cli;

/// <summary>What the exit codes of the program mean.</summary>
internal static class ExitCode
{
    /// <summary>It worked.</summary>
    internal const int Ok = 0;

    /// <summary>It could not be done, or a check found a problem.</summary>
    internal const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>The data folder is damaged.</summary>
    internal const int Damaged = 3;

    /// <summary>Another process has the data folder open.</summary>
    internal const int Locked = 4;
}
