using System.Numerics.Tensors;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Factorization;

/// <summary>A model of <see cref="SampledFactorization"/>. Trained on cosines, all vectors have length one, so that
/// scores are cosines. New users and items are placed at once by the training's own loss.</summary>
public sealed class SampledFactorizationModel : FactorModel
{
    private const string Kind = "sampled-factorization";
    private const int Layout = 1;

    private readonly SampledFactorizationOptions _options;
    private readonly double _userLength;
    private readonly double _itemLength;

    internal SampledFactorizationModel(VectorTable users, VectorTable items, SampledFactorizationOptions options)
        : base(users, items)
    {
        _options = options;
        _userLength = options.IsCosine ? 1 : MeanLength(users);
        _itemLength = options.IsCosine ? 1 : MeanLength(items);
    }

    /// <summary>The vector of a user with that history: the training's loss minimised with all items standing still;
    /// zero for an empty history. Takes about a millisecond.</summary>
    /// <param name="items">The items of the history, each once; of more than 256 the last ones count.</param>
    /// <param name="vector">Receives <see cref="FactorModel.Factors"/> numbers.</param>
    /// <exception cref="ArgumentException">An item is unknown, or the room does not fit.</exception>
    public void FoldInUser(ReadOnlySpan<int> items, Span<float> vector) =>
        FoldIn(ItemFactors, items, _userLength, vector);

    /// <summary>The vector of an item that those users interacted with; see <see cref="FoldInUser"/>.</summary>
    public void FoldInItem(ReadOnlySpan<int> users, Span<float> vector) =>
        FoldIn(UserFactors, users, _itemLength, vector);

    /// <summary>Writes the model.</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, Layout);
        writer.WriteInt32((int)_options.Loss);
        writer.WriteDouble(_options.Margin);
        writer.WriteDouble(_options.NegativeWeight!.Value);
        writer.WriteDouble(_options.Temperature);
        writer.WriteDouble(_options.Regularization);
        writer.WriteInt64((long)_options.Seed);
        VectorTableFormat.Write(writer, UserFactors);
        VectorTableFormat.Write(writer, ItemFactors);
        writer.Complete();
    }

    /// <summary>Reads a model of <see cref="Save"/>. The stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">It is another file, or damaged.</exception>
    public static SampledFactorizationModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        var options = new SampledFactorizationOptions
        {
            Loss = (SampledLoss)reader.ReadInt32(),
            Margin = reader.ReadDouble(),
            NegativeWeight = reader.ReadDouble(),
            Temperature = reader.ReadDouble(),
            Regularization = reader.ReadDouble(),
            Seed = (ulong)reader.ReadInt64(),
        };
        VectorTable users = VectorTableFormat.Read(reader);
        VectorTable items = VectorTableFormat.Read(reader);
        reader.Complete();
        return new SampledFactorizationModel(users, items, options with { Factors = users.Columns });
    }

    private void FoldIn(VectorTable still, ReadOnlySpan<int> ids, double length, Span<float> vector)
    {
        if (vector.Length != Factors)
        {
            throw new ArgumentException($"The vector has {Factors} numbers; got room for {vector.Length}.");
        }

        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)still.Rows)
            {
                throw new ArgumentException(
                    $"Entry {i} of the history is {ids[i]}; known ids go from 0 to {still.Rows - 1}.");
            }
        }

        SampledFoldIn.Solve(still, ids, length, _options, vector);
    }

    private static double MeanLength(VectorTable table)
    {
        double sum = 0;
        for (int r = 0; r < table.Rows; r++)
        {
            sum += Math.Sqrt(TensorPrimitives.SumOfSquares<float>(table.Row(r)));
        }

        return sum / Math.Max(1, table.Rows);
    }
}
