using Souk.Bench.Foundation;

namespace Souk.Bench.Risk;

/// <summary>A benchmark of risk decisions: prints what it measures as it goes and gives the figures that are held
/// against a goal.</summary>
internal interface IRiskBenchmark
{
    /// <summary>Its name on the command line, <c>souk bench risk --only NAME</c>.</summary>
    string Name { get; }

    /// <summary>What it does and how long that takes.</summary>
    string Description { get; }

    /// <summary>The folder below the data folder that it reads, or null if it makes its data.</summary>
    string? DataSet { get; }

    /// <summary>Runs it.</summary>
    /// <param name="dataFolder">The folder that holds the data sets.</param>
    /// <param name="output">Where measurements go.</param>
    /// <param name="cancellation">Ends the run early.</param>
    IReadOnlyList<SpeedFigure> Run(string dataFolder, TextWriter output, CancellationToken cancellation);
}
