using Souk.Learning.Persistence;

namespace Souk.Learning.Deep.Networks;

/// <summary>Reads and writes the sizes of networks, and refuses sizes that the file cannot hold before memory is taken
/// for them.</summary>
internal static class ShapeFormat
{
    public static void Write(ModelWriter writer, NetworkShape shape)
    {
        writer.WriteInt32(shape.Dimension);
        writer.WriteInt32(shape.Fields);
        writer.WriteInt32(shape.EmbeddingSize);
    }

    public static NetworkShape Read(ModelReader reader)
    {
        var shape = new NetworkShape(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        if (shape.Dimension < 0 || shape.Fields is < 1 or > Data.SparseRows.MaxFields
            || shape.EmbeddingSize is < 1 or > NetworkOptionCheck.MaxEmbeddingSize)
        {
            throw new InvalidDataException($"The file names {shape.Dimension} indices, {shape.Fields} fields and " +
                $"vectors of {shape.EmbeddingSize}, which no network has.");
        }

        return shape;
    }

    /// <summary>Reads the sizes of layers.</summary>
    public static int[] ReadLayers(ModelReader reader)
    {
        int[] sizes = reader.ReadArray<int>();
        if (sizes.Length > NetworkOptionCheck.MaxLayers
            || Array.Exists(sizes, s => s is < 1 or > NetworkOptionCheck.MaxLayerSize))
        {
            throw new InvalidDataException($"The file names {sizes.Length} layers of sizes that no network has.");
        }

        return sizes;
    }

    /// <summary>Refuses sizes that take more bytes than the stream has left.</summary>
    public static void CheckRoom(NetworkShape shape, Stream stream, int firstLayer = 0)
    {
        long numbers = ((long)shape.Dimension * Numerics.VectorTable.Padded(shape.EmbeddingSize))
            + ((long)shape.Fields * shape.EmbeddingSize * firstLayer);
        if (numbers * sizeof(float) > stream.Length - stream.Position)
        {
            throw new InvalidDataException("The file ends before the weights that it names.");
        }
    }
}
