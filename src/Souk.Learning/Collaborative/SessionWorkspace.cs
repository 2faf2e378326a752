using Souk.Learning.Numerics;

namespace Souk.Learning.Collaborative;

/// <summary>What scoring one running session needs; one a thread.</summary>
internal sealed class SessionWorkspace(int sessions, int items, int neighbours)
{
    private readonly int[] _picked = new int[Math.Min(neighbours, sessions)];
    private readonly float[] _likeness = new float[Math.Min(neighbours, sessions)];
    private float[] _candidates = new float[1024];

    public CandidateSums Sessions { get; } = new(sessions);

    public CandidateSums Votes { get; } = new(items);

    public int Session(int rank) => Sessions.Touched[_picked[rank]];

    public float Likeness(int rank) => _likeness[rank];

    /// <summary>Picks the most alike sessions; of equally alike ones the older.</summary>
    public int SelectSessions(ReadOnlySpan<float> sessionWeights)
    {
        Sessions.SortTouched();
        ReadOnlySpan<int> touched = Sessions.Touched;
        if (_candidates.Length < touched.Length)
        {
            _candidates = new float[Math.Max(touched.Length, 2 * _candidates.Length)];
        }

        for (int i = 0; i < touched.Length; i++)
        {
            _candidates[i] = Sessions[touched[i]] * sessionWeights[touched[i]];
        }

        return TopSelector.Select(_candidates.AsSpan(0, touched.Length), _picked, _likeness);
    }

    public void Clear()
    {
        Sessions.Clear();
        Votes.Clear();
    }
}
