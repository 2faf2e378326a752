using System.Runtime.CompilerServices;

namespace Souk.Learning.Search;

/// <summary>The candidates of a graph search in one sorted array, nearest first, each marked once its links were
/// followed.</summary>
internal sealed class HnswBeam
{
    private const int FollowedBit = int.MinValue;

    private SearchHit[] _candidates = [];
    private int _width;

    /// <summary>How many candidates the beam holds.</summary>
    public int Count { get; private set; }

    /// <summary>A candidate must be nearer than this to enter.</summary>
    public float Threshold { get; private set; }

    /// <summary>A candidate: slot and similarity.</summary>
    public SearchHit this[int place] =>
        _candidates[place] with { Id = _candidates[place].Id & ~FollowedBit };

    /// <summary>Empties the beam and sets how many candidates it keeps.</summary>
    public void Reset(int width)
    {
        Restart(width);
        Count = 0;
        Threshold = float.NegativeInfinity;
    }

    /// <summary>Keeps the candidates but forgets that they were followed.</summary>
    public void Restart(int width)
    {
        if (_candidates.Length < width + 1)
        {
            Array.Resize(ref _candidates, width + 1);
        }

        _width = width;
        Count = Math.Min(Count, width);
        for (int i = 0; i < Count; i++)
        {
            _candidates[i] = this[i];
        }

        Threshold = Count == width ? _candidates[width - 1].Similarity : float.NegativeInfinity;
    }

    /// <summary>Marks the nearest candidate from a place on that was not followed; gives its place, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FollowNext(int from, out int slot)
    {
        for (int i = from; i < Count; i++)
        {
            slot = _candidates[i].Id;
            if (slot >= 0)
            {
                _candidates[i] = _candidates[i] with { Id = slot | FollowedBit };
                return i;
            }
        }

        slot = -1;
        return -1;
    }

    /// <summary>Puts a candidate nearer than the threshold into its place, which is given back.</summary>
    public int Insert(int slot, float similarity)
    {
        ref SearchHit first = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_candidates);
        int at = Math.Min(Count, _width - 1);
        while (at > 0 && Unsafe.Add(ref first, at - 1).Similarity < similarity)
        {
            Unsafe.Add(ref first, at) = Unsafe.Add(ref first, at - 1);
            at--;
        }

        Unsafe.Add(ref first, at) = new SearchHit(slot, similarity);
        Count = Math.Min(Count + 1, _width);
        if (Count == _width)
        {
            Threshold = Unsafe.Add(ref first, Count - 1).Similarity;
        }

        return at;
    }
}
