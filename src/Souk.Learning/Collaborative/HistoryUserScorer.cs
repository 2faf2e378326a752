using Souk.Learning.Data;
using Souk.Learning.Evaluation;

namespace Souk.Learning.Collaborative;

/// <summary>A model that scores histories, together with the histories of known users: what evaluation asks
/// for.</summary>
public sealed class HistoryUserScorer : IUserScorer
{
    private readonly IHistoryScorer _model;
    private readonly SparseMatrix _histories;

    /// <summary>Pairs a model with the histories of users 0, 1, 2 and so on.</summary>
    /// <exception cref="ArgumentException">The histories have another number of items than the model.</exception>
    public HistoryUserScorer(IHistoryScorer model, SparseMatrix histories)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        if (histories.Columns != model.Items)
        {
            throw new ArgumentException(
                $"The histories have {histories.Columns} items, but the model knows {model.Items}.", nameof(histories));
        }

        _model = model;
        _histories = histories;
    }

    /// <inheritdoc/>
    public int Users => _histories.Rows;

    /// <inheritdoc/>
    public int Items => _model.Items;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores) => _model.Score(_histories, users, scores);
}
