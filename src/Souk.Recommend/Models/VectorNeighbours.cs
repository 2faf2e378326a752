using System.Numerics.Tensors;
using Souk.Learning.Numerics;
using Souk.Learning.Search;
using Souk.Recommend.Recall;

namespace Souk.Recommend.Models;

/// <summary>Finds the objects whose vectors point most in a direction: exactly while they are few, through a graph
/// (HNSW) where they are many.</summary>
internal sealed class VectorNeighbours
{
    // It holds nothing but memory, and answers under way may still read it when it is replaced: the collector takes it.
    private readonly AdaptiveIndex _index;

    private VectorNeighbours(AdaptiveIndex index) => _index = index;

    /// <summary>Takes the vectors of objects, one a row; an object whose vector is zero is not found.</summary>
    internal static VectorNeighbours Among(VectorTable vectors)
    {
        AdaptiveIndex index = new(vectors.Columns, VectorMetric.Cosine);
        List<int> ids = [];
        for (int row = 0; row < vectors.Rows; row++)
        {
            if (TensorPrimitives.SumOfSquares<float>(vectors.Row(row)) > 0)
            {
                ids.Add(row);
            }
        }

        float[] flat = new float[(long)ids.Count * vectors.Columns];
        for (int i = 0; i < ids.Count; i++)
        {
            vectors.Row(ids[i]).CopyTo(flat.AsSpan(i * vectors.Columns));
        }

        index.Add([.. ids], flat);
        return new VectorNeighbours(index);
    }

    /// <summary>The nearest objects, the nearest first; none for a direction of zero.</summary>
    internal List<(int Column, float Score)> Of(ReadOnlySpan<float> direction)
    {
        List<(int, float)> found = [];
        if (TensorPrimitives.SumOfSquares(direction) == 0)
        {
            return found;
        }

        Span<SearchHit> hits = stackalloc SearchHit[RecallLimits.PerSource];
        int count = _index.Search(direction, hits);
        for (int i = 0; i < count; i++)
        {
            found.Add((hits[i].Id, hits[i].Similarity));
        }

        return found;
    }
}
