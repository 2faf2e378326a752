using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Factorization;

/// <summary>A model of <see cref="RatingFactorization"/>. Rows of <see cref="FactorModel.UserFactors"/> are (bias, 1,
/// factors), those of <see cref="FactorModel.ItemFactors"/> (1, bias, factors); a score is the expected rating less
/// <see cref="Mean"/>.</summary>
public sealed class RatingModel : FactorModel
{
    private const string Kind = "rating-factorization";
    private const int Layout = 1;

    private readonly RatingFactorizationOptions _options;

    internal RatingModel(VectorTable users, VectorTable items, double mean, RatingFactorizationOptions options)
        : base(users, items)
    {
        Mean = mean;
        _options = options;
    }

    /// <summary>The mean of the ratings learned from.</summary>
    public double Mean { get; }

    /// <summary>The expected rating, on the scale of the data; not held within its bounds.</summary>
    public float Predict(int user, int item) => (float)(Mean + Score(user, item));

    /// <summary>The row of a user with those ratings, as one exact half-step gives it.</summary>
    /// <param name="items">The rated items, each once.</param>
    /// <param name="ratings">Their ratings, finite.</param>
    /// <param name="row">Receives <see cref="FactorModel.Factors"/> numbers: bias, 1, factors.</param>
    /// <exception cref="ArgumentException">An item is unknown, a rating is not finite, or a length does not
    /// fit.</exception>
    public void FoldInUser(ReadOnlySpan<int> items, ReadOnlySpan<float> ratings, Span<float> row) =>
        FoldIn(ItemFactors, items, ratings, bias: 0, row);

    /// <summary>The row of an item with those ratings (1, bias, factors); see <see cref="FoldInUser"/>.</summary>
    public void FoldInItem(ReadOnlySpan<int> users, ReadOnlySpan<float> ratings, Span<float> row) =>
        FoldIn(UserFactors, users, ratings, bias: 1, row);

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Layout);
        writer.WriteDouble(Mean);
        writer.WriteDouble(_options.Regularization);
        writer.WriteDouble(_options.BiasRegularization);
        VectorTableFormat.Write(writer, UserFactors);
        VectorTableFormat.Write(writer, ItemFactors);
        writer.Complete();
    }

    /// <summary>Reads a model of <see cref="Save"/>. The stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static RatingModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        double mean = reader.ReadDouble();
        var options = new RatingFactorizationOptions
        {
            Regularization = reader.ReadDouble(),
            BiasRegularization = reader.ReadDouble(),
        };
        VectorTable users = VectorTableFormat.Read(reader);
        VectorTable items = VectorTableFormat.Read(reader);
        reader.Complete();
        options = options with { Factors = users.Columns - RatingRow.BiasColumns };
        return new RatingModel(users, items, mean, options);
    }

    private unsafe void FoldIn(
        VectorTable still, ReadOnlySpan<int> ids, ReadOnlySpan<float> ratings, int bias, Span<float> row)
    {
        if (ratings.Length != ids.Length || row.Length != Factors)
        {
            throw new ArgumentException(
                $"{ids.Length} ids need as many ratings (got {ratings.Length}), and a row has {Factors} numbers " +
                $"(got room for {row.Length}).");
        }

        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)still.Rows || !float.IsFinite(ratings[i]))
            {
                throw new ArgumentException(
                    $"Entry {i} is id {ids[i]} with rating {ratings[i]}; ids go from 0 to {still.Rows - 1}, " +
                    "ratings are finite.");
            }
        }

        var solved = new AlignedBuffer(still.Stride);
        new RatingRow(_options).Solve(still, ids, ratings, Mean, bias, solved.Pointer);
        solved.Span[..row.Length].CopyTo(row);
    }
}
