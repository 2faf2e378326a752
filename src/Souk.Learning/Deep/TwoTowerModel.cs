using Souk.Learning.Data;
using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Deep.Towers;
using Souk.Learning.Deep.Weights;
using Souk.Learning.Factorization;
using Souk.Learning.Linear;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;
using Souk.Learning.Training;

namespace Souk.Learning.Deep;

/// <summary>A trained pair of towers with the vectors of all users and items of the training, each of length one, so
/// that scores are cosines. New users and items are placed by their features. Immutable, thread-safe.</summary>
public sealed class TwoTowerModel : FactorModel
{
    private const string Kind = "two-tower";
    private const int LayoutVersion = 1;
    private const int RowsPerBlock = 128;

    private readonly TowerPlacer _users;
    private readonly TowerPlacer _items;

    private TwoTowerModel(TowerPlacer users, TowerPlacer items, VectorTable userVectors, VectorTable itemVectors)
        : base(userVectors, itemVectors)
    {
        _users = users;
        _items = items;
    }

    /// <summary>Whether users have a field for their history.</summary>
    public bool HasHistory => _users.Tower.HasHistory;

    /// <summary>The vector of a user with these features and this history; zero if nothing is known.</summary>
    /// <param name="indices">The features' indices, as in training.</param>
    /// <param name="values">Their values.</param>
    /// <param name="fields">Their fields.</param>
    /// <param name="history">The items of the history, each once; empty if the model has no history.</param>
    /// <param name="vector">Receives <see cref="FactorModel.Factors"/> numbers.</param>
    /// <exception cref="ArgumentException">Something does not fit the model; the message says what.</exception>
    public void PlaceUser(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, ReadOnlySpan<int> history,
        Span<float> vector) => _users.Place(indices, values, fields, history, vector);

    /// <summary>The vector of an item with these features; see <see cref="PlaceUser"/>.</summary>
    public void PlaceItem(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, Span<float> vector) =>
        _items.Place(indices, values, fields, [], vector);

    /// <summary>Writes the model as a file of kind "two-tower".</summary>
    public void Save(Stream stream)
    {
        var writer = new ModelWriter(stream, Kind, LayoutVersion);
        writer.WriteInt32(Factors);
        _users.Save(writer);
        _items.Save(writer);
        VectorTableFormat.Write(writer, UserFactors);
        VectorTableFormat.Write(writer, ItemFactors);
        writer.Complete();
    }

    /// <summary>Reads a model; the stream must be seekable.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another kind.</exception>
    public static TwoTowerModel Load(Stream stream)
    {
        var reader = new ModelReader(stream, Kind, LayoutVersion);
        int factors = reader.ReadInt32();
        if (factors is < 1 or > NetworkOptionCheck.MaxEmbeddingSize)
        {
            throw new InvalidDataException($"The file names vectors of {factors} numbers, which no model has.");
        }

        TowerPlacer users = TowerPlacer.Load(reader, factors, stream);
        TowerPlacer items = TowerPlacer.Load(reader, factors, stream);
        VectorTable userVectors = VectorTableFormat.Read(reader);
        VectorTable itemVectors = VectorTableFormat.Read(reader);
        reader.Complete();
        bool fits = userVectors.Columns == factors && itemVectors.Columns == factors
            && (!users.Tower.HasHistory || users.Tower.HistoryItems == itemVectors.Rows);
        return fits
            ? new TwoTowerModel(users, items, userVectors, itemVectors)
            : throw new InvalidDataException("The vectors in the file do not fit its towers.");
    }

    /// <summary>Writes the towers' weights as a safetensors file, named as a PyTorch state dict: user.embedding.weight
    /// (indices × size; with a history, the items' vectors for it follow), user.mlp.0.weight (outputs × inputs),
    /// user.mlp.0.bias and so on, and the same for item. Without layers a tower is the sum of its fields' vectors. Both
    /// towers end in a division by the length.</summary>
    public void ExportWeights(Stream stream)
    {
        var tensors = new List<SafeTensor>();
        NetworkTensors.Export(_users.Weights, "user.", tensors);
        NetworkTensors.Export(_items.Weights, "item.", tensors);
        SafeTensorFile.Write(stream, tensors);
    }

    /// <summary>Reads weights that were trained elsewhere, named as by <see cref="ExportWeights"/>, and places the
    /// users and items of some data with them.</summary>
    /// <param name="stream">A safetensors file; the stream must be seekable.</param>
    /// <param name="data">Users, items and histories; they must have the features that the weights are for.</param>
    /// <param name="hasHistory">Whether users have a field for their history.</param>
    /// <param name="threads">Worker threads, 0 for one per processor.</param>
    /// <exception cref="InvalidDataException">The file is damaged, a tensor is missing or unknown, or shapes do not fit
    /// together or the data.</exception>
    public static TwoTowerModel ImportWeights(
        Stream stream, TwoTowerData data, bool hasHistory, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        var source = new TensorSource(SafeTensorFile.Read(stream));
        int[] layers = source.Layers("user.mlp");
        int size = source.Matrix("user.embedding.weight").Columns;
        int factors = layers.Length > 0 ? layers[^1] : size;
        bool fits = size is >= 1 and <= NetworkOptionCheck.MaxEmbeddingSize
            && factors <= NetworkOptionCheck.MaxEmbeddingSize
            && layers.Length != 1;
        if (!fits)
        {
            throw new InvalidDataException(
                $"Towers of {layers.Length} layers over vectors of {size} that give {factors} numbers do " +
                $"not exist here.");
        }

        var options = new TwoTowerOptions
        {
            Factors = factors,
            EmbeddingSize = size,
            Hidden = layers.Length > 0 ? layers[..^1] : [],
            HasHistory = hasHistory,
        };
        (Tower users, Tower items) = TwoTower.Towers(data, options);
        var userWeights = new NetworkWeights(users.Shape, false, users.Layout);
        var itemWeights = new NetworkWeights(items.Shape, false, items.Layout);
        NetworkTensors.Import(userWeights, "user.", source);
        NetworkTensors.Import(itemWeights, "item.", source);
        source.RefuseRest();
        return Place(users, userWeights, items, itemWeights, data, threads, CancellationToken.None);
    }

    /// <summary>Computes the vectors of all users and items.</summary>
    internal static TwoTowerModel Place(
        Tower users, NetworkWeights userWeights, Tower items, NetworkWeights itemWeights, TwoTowerData data,
        int threads, CancellationToken cancellation)
    {
        var userPlacer = new TowerPlacer(users, userWeights);
        var itemPlacer = new TowerPlacer(items, itemWeights);
        return new TwoTowerModel(
            userPlacer, itemPlacer, PlaceAll(userPlacer, data.UserFeatures, data.Interactions, threads, cancellation),
            PlaceAll(itemPlacer, data.ItemFeatures, null, threads, cancellation));
    }

    private static VectorTable PlaceAll(
        TowerPlacer placer, SparseRows rows, SparseMatrix? histories, int threads, CancellationToken cancellation)
    {
        var vectors = new VectorTable(rows.Rows, placer.Tower.Factors);
        WorkPartition.ForBlocks(
            rows.Rows, RowsPerBlock, threads,
            (_, from, to) =>
            {
                for (int r = from; r < to; r++)
                {
                    ReadOnlySpan<int> history =
                        histories is null || !placer.Tower.HasHistory ? [] : histories.RowColumns(r);
                    placer.Place(rows.Indices(r), rows.Values(r), rows.Fields(r), history, vectors.Row(r));
                }
            },
            cancellation);
        return vectors;
    }
}
