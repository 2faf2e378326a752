using Souk.Learning.Numerics;
using Souk.Learning.Persistence;

namespace Souk.Learning.Search;

/// <summary>The file of an <see cref="HnswIndex"/>: settings, then slot by slot id, level, vector and links.</summary>
internal static class HnswFormat
{
    private const string Kind = "hnsw-index";
    private const int Layout = 1;

    public static void Write(Stream stream, HnswGraph graph, HnswOptions options, double linkedLength)
    {
        var writer = new ModelWriter(stream, Kind, Layout);
        writer.WriteInt32(graph.Dimension);
        writer.WriteInt32((int)graph.Metric);
        writer.WriteInt32(options.Links);
        writer.WriteInt32(options.BuildBeam);
        writer.WriteInt32(options.SearchBeam);
        writer.WriteInt64((long)options.Seed);
        writer.WriteDouble(linkedLength);
        writer.WriteDouble(graph.CommonLength);
        writer.WriteInt32(graph.Entry);
        writer.WriteArray<int>(graph.Ids.AsSpan(0, graph.Used));
        writer.WriteArray<byte>(graph.Levels.AsSpan(0, graph.Used));
        for (int slot = 0; slot < graph.Used; slot++)
        {
            writer.WriteArray<float>(graph.Vectors.Row(slot));
            for (int level = 0; level <= graph.Levels[slot]; level++)
            {
                writer.WriteArray(graph.Links(slot, level));
            }
        }

        writer.Complete();
    }

    public static HnswIndex Read(Stream stream, int? searchBeam)
    {
        var reader = new ModelReader(stream, Kind, Layout);
        HnswIndex index = ReadEmpty(reader, searchBeam);
        double linkedLength = reader.ReadDouble();
        HnswGraph filled = index.Restore(linkedLength, graph => Fill(graph, reader));
        reader.Complete();
        Check(filled.Entry < filled.Used && (filled.Entry >= 0 || index.Count == 0), "its entry is no slot");
        return index;
    }

    private static HnswIndex ReadEmpty(ModelReader reader, int? searchBeam)
    {
        int dimension = reader.ReadInt32();
        int metric = reader.ReadInt32();
        var options = new HnswOptions
        {
            Links = reader.ReadInt32(),
            BuildBeam = reader.ReadInt32(),
            SearchBeam = reader.ReadInt32(),
            Seed = (ulong)reader.ReadInt64(),
        };
        if (searchBeam is int beam)
        {
            options = options with { SearchBeam = beam };
            options.Validate();
        }

        try
        {
            return new HnswIndex(dimension, (VectorMetric)metric, options);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException($"The index file is damaged: {e.Message}", e);
        }
    }

    private static void Fill(HnswGraph graph, ModelReader reader)
    {
        graph.CommonLength = reader.ReadDouble();
        graph.Entry = reader.ReadInt32();
        int[] ids = reader.ReadArray<int>();
        byte[] levels = reader.ReadArray<byte>();
        Check(ids.Length == levels.Length, "ids and levels differ in number");
        graph.Reserve(ids.Length);
        graph.Used = ids.Length;
        ids.CopyTo(graph.Ids, 0);
        for (int slot = 0; slot < ids.Length; slot++)
        {
            Check(ids[slot] >= -2, "an id is out of range");
            graph.ClearLinks(slot, levels[slot]);
        }

        for (int slot = 0; slot < ids.Length; slot++)
        {
            float[] vector = reader.ReadArray<float>();
            Check(vector.Length == graph.Vectors.Columns, "a vector has another length");
            vector.CopyTo(graph.Vectors.Row(slot));
            for (int level = 0; level <= levels[slot]; level++)
            {
                int[] links = reader.ReadArray<int>();
                Check(links.Length <= graph.Capacity(level), "a slot has too many links");
                Check(Array.TrueForAll(links, l => (uint)l < (uint)ids.Length && levels[l] >= level),
                "a link leads nowhere");
                graph.SetLinks(slot, level, links);
            }
        }
    }

    private static void Check(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidDataException($"The index file is damaged: {what}.");
        }
    }
}
