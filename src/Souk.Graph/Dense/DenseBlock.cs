namespace Souk.Graph.Dense;

/// <summary>A block that is denser than its graph: rows and columns with many edges between them.</summary>
/// <param name="Rows">Its rows, in rising order.</param>
/// <param name="Columns">Its columns, in rising order.</param>
/// <param name="Edges">How many edges are inside.</param>
/// <param name="Density">The weight per node that <see cref="Fraudar"/> found at its heart.</param>
/// <param name="Lift">How many times more edges are inside than rows and columns of their degrees would share by
/// chance.</param>
/// <param name="Evidence">The logarithm of how much likelier its edges are in a ring of its density than by chance; 0
/// with
/// <see cref="EdgeWeighting.Column"/>, which does not work it out.</param>
/// <param name="FirstTime">The time of its earliest edge; 0 where times are not known.</param>
/// <param name="LastTime">The time of its latest edge.</param>
public sealed record DenseBlock(
    IReadOnlyList<int> Rows, IReadOnlyList<int> Columns, int Edges, double Density, double Lift, double Evidence,
    long FirstTime, long LastTime);
