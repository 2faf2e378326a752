namespace Souk.Bench.Foundation;

/// <summary>A benchmark of log, features or server: prints what it measures as it goes and gives the figures that are
/// held against a goal.</summary>
internal interface IFoundationBenchmark
{
    /// <summary>Its name on the command line, <c>souk bench NAME</c>.</summary>
    string Name { get; }

    /// <summary>What it does and how long that takes.</summary>
    string Description { get; }

    /// <summary>Runs it.</summary>
    /// <param name="output">Where measurements go.</param>
    /// <param name="cancellation">Ends it early, with its folders deleted and its processes ended.</param>
    IReadOnlyList<SpeedFigure> Run(TextWriter output, CancellationToken cancellation);
}
