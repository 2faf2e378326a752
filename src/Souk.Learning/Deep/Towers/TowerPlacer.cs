using Souk.Learning.Deep.Layers;
using Souk.Learning.Deep.Networks;
using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Towers;

/// <summary>A trained tower: places users or items. Any number of threads may place at once; once warm, placing
/// allocates nothing.</summary>
internal sealed unsafe class TowerPlacer
{
    private readonly SparePool<Spare> _spares;

    public TowerPlacer(Tower tower, NetworkWeights weights)
    {
        Tower = tower;
        Weights = weights;
        _spares = new SparePool<Spare>(
            () => new Spare(tower.CreateBlock(1, false), new AlignedBuffer(tower.OutputStride)));
    }

    /// <summary>The shape.</summary>
    public Tower Tower { get; }

    /// <summary>What was learned.</summary>
    public NetworkWeights Weights { get; }

    /// <summary>Computes the vector of one user or item.</summary>
    /// <exception cref="ArgumentException">Something does not fit; the message says what.</exception>
    public void Place(
        ReadOnlySpan<int> indices, ReadOnlySpan<float> values, ReadOnlySpan<ushort> fields, ReadOnlySpan<int> history,
        Span<float> vector)
    {
        RowCheck.Check(indices, values, fields, Tower.FeatureDimension, Tower.FeatureFields);
        int wrong = history.IndexOfAnyExceptInRange(0, Tower.HistoryItems - 1);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Entry {wrong} of the history is {history[wrong]}; the model knows {Tower.HistoryItems} items for " +
                $"histories, from 0.");
        }

        if (vector.Length != Tower.Factors)
        {
            throw new ArgumentException($"The vector has {Tower.Factors} numbers; got room for {vector.Length}.");
        }

        Spare spare = _spares.Rent();
        Tower.Gather(Weights, new TowerEntries(indices, values, fields), history, -1, spare.Block, 0);
        DropoutSource none = default;
        Tower.Forward(spare.Block, 1, Weights.Dense.Pointer, ref none, spare.Vector.Pointer);
        spare.Vector.Span[..Tower.Factors].CopyTo(vector);
        _spares.Return(spare);
        GC.KeepAlive(this);
    }

    /// <summary>Writes shape and weights.</summary>
    public void Save(ModelWriter writer)
    {
        ShapeFormat.Write(
            writer, new NetworkShape(Tower.FeatureDimension, Tower.FeatureFields, Tower.Shape.EmbeddingSize));
        writer.WriteInt32(Tower.HistoryItems);
        writer.WriteArray<int>(
            [.. Tower.Stack?.Layers.Take(Tower.Stack.Layers.Count - 1).Select(l => l.Outputs) ?? []]);
        Weights.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static TowerPlacer Load(ModelReader reader, int factors, Stream stream)
    {
        NetworkShape shape = ShapeFormat.Read(reader);
        int historyItems = reader.ReadInt32();
        int[] hidden = ShapeFormat.ReadLayers(reader);
        if (historyItems < 0 || historyItems > int.MaxValue - shape.Dimension)
        {
            throw new InvalidDataException($"The file names {historyItems} items for histories, which no model has.");
        }

        NetworkShape all = shape with { Dimension = shape.Dimension + historyItems };
        ShapeFormat.CheckRoom(all, stream, hidden.FirstOrDefault());
        var tower = new Tower(shape.Dimension, shape.Fields, historyItems, shape.EmbeddingSize, hidden, factors);
        var weights = new NetworkWeights(tower.Shape, false, tower.Layout);
        weights.Load(reader);
        return new TowerPlacer(tower, weights);
    }

    private sealed record Spare(TowerBlock Block, AlignedBuffer Vector);
}
