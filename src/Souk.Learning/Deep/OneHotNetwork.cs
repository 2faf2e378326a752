using Souk.Learning.Deep.Networks;

namespace Souk.Learning.Deep;

/// <summary>
/// A trained network for rows with exactly one entry of value 1 in each field, as binned numbers are. The first layer,
/// which is most of the work, is looked up instead of computed. Scores are those of the network but for the order of
/// the sums: log-odds agree within a hundred-thousandth or so. Immutable, thread-safe; scoring allocates nothing.
/// </summary>
public sealed class OneHotNetwork
{
    private readonly OneHotPart[] _parts;
    private readonly int _dimension;

    internal OneHotNetwork(NetworkBody body, IReadOnlyList<NetworkWeights> networks, ReadOnlySpan<ushort> fieldOfIndex)
    {
        if (fieldOfIndex.Length != body.Shape.Dimension
            || fieldOfIndex.ContainsAnyExceptInRange((ushort)0, (ushort)(body.Shape.Fields - 1)))
        {
            throw new ArgumentException(
                $"There are fields of {fieldOfIndex.Length} indices; the network has {body.Shape.Dimension} indices, "
                + $"each with a field below {body.Shape.Fields}.", nameof(fieldOfIndex));
        }

        _dimension = body.Shape.Dimension;
        Tasks = body.Tasks;
        Fields = body.Shape.Fields;
        _parts = new OneHotPart[networks.Count];
        for (int n = 0; n < _parts.Length; n++)
        {
            _parts[n] = new OneHotPart(body, networks[n], fieldOfIndex);
        }
    }

    /// <summary>The number of scores of a row.</summary>
    public int Tasks { get; }

    /// <summary>The number of fields, which is that of the indices of a row.</summary>
    public int Fields { get; }

    /// <summary>The raw scores of a row (for a binary target the log-odds), one a task; the mean of the networks where
    /// there are several.</summary>
    /// <param name="indices">The index of each field, in any order.</param>
    /// <param name="scores">Takes them.</param>
    /// <exception cref="ArgumentException">There is not one index a field, or one is too large, or not one place a
    /// task.</exception>
    public void Score(ReadOnlySpan<int> indices, Span<double> scores)
    {
        if (indices.Length != Fields || indices.ContainsAnyExceptInRange(0, _dimension - 1)
            || scores.Length != Tasks)
        {
            throw new ArgumentException(
                $"The row has {indices.Length} indices and room for {scores.Length} scores; there must be {Fields} "
                + $"indices, each from 0 to {_dimension - 1}, and {Tasks} scores.", nameof(indices));
        }

        scores.Clear();
        foreach (OneHotPart part in _parts)
        {
            part.AddScores(indices, scores);
        }

        foreach (ref double score in scores)
        {
            score /= _parts.Length;
        }
    }
}
