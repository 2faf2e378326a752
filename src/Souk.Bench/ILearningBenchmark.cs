namespace Souk.Bench;

/// <summary>One benchmark of the learning library on a public data set or on made data; `souk bench learning` runs them
/// all and prints their rows. A benchmark chooses its settings on validation data only.</summary>
public interface ILearningBenchmark
{
    /// <summary>A short name to pick it by, lower case with dashes, for example "gowalla-ials".</summary>
    string Name { get; }

    /// <summary>What it measures; default <see cref="BenchmarkKind.Quality"/>.</summary>
    BenchmarkKind Kind => BenchmarkKind.Quality;

    /// <summary>The folder below the data folder that it reads, or null if it makes its data.</summary>
    string? DataSet { get; }

    /// <summary>Runs it and gives its rows as they are done.</summary>
    /// <param name="dataFolder">The folder that holds the data sets.</param>
    /// <param name="cancellation">Ends the run early.</param>
    IEnumerable<BenchmarkRow> Run(string dataFolder, CancellationToken cancellation);
}
