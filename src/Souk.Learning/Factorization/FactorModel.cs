using Souk.Learning.Evaluation;
using Souk.Learning.Numerics;

namespace Souk.Learning.Factorization;

/// <summary>
/// Users and items as vectors of equally many factors; the score of a pair is their inner product. What every matrix
/// factorization of interactions has in common. Immutable; safe to use from any number of threads.
/// </summary>
public abstract class FactorModel : IUserScorer
{
    /// <summary>Takes over two tables of equally long rows.</summary>
    private protected FactorModel(VectorTable userFactors, VectorTable itemFactors)
    {
        if (userFactors.Columns != itemFactors.Columns)
        {
            throw new ArgumentException(
                $"Users have {userFactors.Columns} factors and items {itemFactors.Columns}; they must be equally " +
                "many.");
        }

        UserFactors = userFactors;
        ItemFactors = itemFactors;
    }

    /// <summary>One row a user. Do not write.</summary>
    public VectorTable UserFactors { get; }

    /// <summary>One row an item. Do not write.</summary>
    public VectorTable ItemFactors { get; }

    /// <summary>The number of factors.</summary>
    public int Factors => UserFactors.Columns;

    /// <inheritdoc/>
    public int Users => UserFactors.Rows;

    /// <inheritdoc/>
    public int Items => ItemFactors.Rows;

    /// <summary>The score of one pair; the higher, the better. Scores compare within one user.</summary>
    public unsafe float Score(int user, int item)
    {
        float score = VectorKernels.Dot(
            UserFactors.RowPointer(user), ItemFactors.RowPointer(item), UserFactors.Stride);
        GC.KeepAlive(this);
        return score;
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores) =>
        FactorScoring.ScoreAll(UserFactors, users, ItemFactors, scores);
}
