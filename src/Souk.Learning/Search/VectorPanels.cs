using Souk.Learning.Numerics;

namespace Souk.Learning.Search;

/// <summary>
/// Vectors in panels of 32: value c of the vector in slot s stands at panel[s / 32][c × 32 + s % 32]. Slots are dense:
/// the last vector moves into the place of a removed one.
/// </summary>
internal sealed unsafe class VectorPanels(int dimension, bool keepNorms)
{
    /// <summary>Vectors a panel.</summary>
    public const int Width = 2 * VectorTable.Lanes;

    // Panels come in chunks, so that growing copies nothing and no array gets too long.
    private const int PanelsPerChunk = 64;

    private readonly List<AlignedBuffer> _chunks = [];
    private readonly List<AlignedBuffer> _norms = [];
    private int[] _ids = [];

    /// <summary>The number of vectors.</summary>
    public int Count { get; private set; }

    /// <summary>The number of panels that hold at least one vector.</summary>
    public int Panels => (Count + Width - 1) / Width;

    /// <summary>The id of each slot.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>The start of a panel.</summary>
    public float* Panel(int panel) =>
        _chunks[panel / PanelsPerChunk].Pointer + (panel % PanelsPerChunk * (nint)dimension * Width);

    /// <summary>Minus half the squared length of each vector of a panel; only kept if asked for.</summary>
    public float* NormsOf(int panel) => _norms[panel / PanelsPerChunk].Pointer + (panel % PanelsPerChunk * Width);

    /// <summary>Adds a vector and gives its slot.</summary>
    public int Append(int id, ReadOnlySpan<float> vector)
    {
        if (Count == _chunks.Count * PanelsPerChunk * Width)
        {
            _chunks.Add(new AlignedBuffer(checked(PanelsPerChunk * dimension * Width)));
            _norms.Add(new AlignedBuffer(PanelsPerChunk * Width));
            Array.Resize(ref _ids, _chunks.Count * PanelsPerChunk * Width);
        }

        int slot = Count++;
        _ids[slot] = id;
        Replace(slot, vector);
        return slot;
    }

    /// <summary>Overwrites the vector of a slot.</summary>
    public void Replace(int slot, ReadOnlySpan<float> vector)
    {
        float* to = Panel(slot / Width) + (slot % Width);
        double squares = 0;
        for (int c = 0; c < dimension; c++)
        {
            to[c * Width] = vector[c];
            squares += (double)vector[c] * vector[c];
        }

        if (keepNorms)
        {
            NormsOf(slot / Width)[slot % Width] = (float)(-0.5 * squares);
        }
    }

    /// <summary>Takes a slot out; gives the id of the vector that moved into it, or −1.</summary>
    public int Remove(int slot)
    {
        int last = Count - 1;
        int moved = -1;
        if (slot != last)
        {
            float[] vector = new float[dimension];
            CopyTo(last, vector);
            Replace(slot, vector);
            moved = _ids[last];
            _ids[slot] = moved;
        }

        Count = last;
        return moved;
    }

    /// <summary>Copies the vector of a slot.</summary>
    public void CopyTo(int slot, Span<float> vector)
    {
        float* from = Panel(slot / Width) + (slot % Width);
        for (int c = 0; c < dimension; c++)
        {
            vector[c] = from[c * Width];
        }
    }
}
