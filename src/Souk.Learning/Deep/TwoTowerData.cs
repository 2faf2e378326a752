using Souk.Learning.Data;

namespace Souk.Learning.Deep;

/// <summary>What a <see cref="TwoTower"/> learns from: interactions, and features of users and items.
/// Immutable.</summary>
public sealed class TwoTowerData
{
    /// <summary>Joins interactions and features.</summary>
    /// <param name="interactions">Users × items; the values do not matter.</param>
    /// <param name="userFeatures">One row a user; null means that the user's number is the only feature.</param>
    /// <param name="itemFeatures">One row an item; null means that the item's number is the only feature.</param>
    /// <exception cref="ArgumentException">There is no interaction, or features have other numbers of rows.</exception>
    public TwoTowerData(SparseMatrix interactions, SparseRows? userFeatures = null, SparseRows? itemFeatures = null)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        Factorization.InteractionCheck.NotEmpty(interactions);
        Interactions = interactions;
        UserFeatures = userFeatures ?? Numbers(interactions.Rows);
        ItemFeatures = itemFeatures ?? Numbers(interactions.Columns);
        if (UserFeatures.Rows != interactions.Rows || ItemFeatures.Rows != interactions.Columns)
        {
            throw new ArgumentException(
                $"The interactions are of {interactions.Rows} users and {interactions.Columns} items; there are " +
                $"features of {UserFeatures.Rows} users and {ItemFeatures.Rows} items.");
        }
    }

    /// <summary>Users × items.</summary>
    public SparseMatrix Interactions { get; }

    /// <summary>The features of users.</summary>
    public SparseRows UserFeatures { get; }

    /// <summary>The features of items.</summary>
    public SparseRows ItemFeatures { get; }

    private static SparseRows Numbers(int count)
    {
        var builder = new SparseRowsBuilder(count, 1, count, count);
        for (int i = 0; i < count; i++)
        {
            builder.Add(i, 1, 0);
            builder.EndRow();
        }

        return builder.Build();
    }
}
