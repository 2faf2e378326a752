namespace Souk.Recommend.Interactions;

/// <summary>What is remembered of a subject and one object.</summary>
internal struct SubjectEntry
{
    /// <summary>The object's number.</summary>
    public uint Object;

    /// <summary>Which signals came, a bit each.</summary>
    public uint Signals;

    /// <summary>When it was last liked or disliked; where it was only shown, when last shown. Microseconds.</summary>
    public long Time;

    /// <summary>When the goal was last reached, or 0.</summary>
    public long ReachedAt;

    /// <summary>When it was last shown, or 0.</summary>
    public long ShownAt;

    /// <summary>The weights of the signals, decayed to <see cref="Time"/>.</summary>
    public float Weight;

    /// <summary>How often it was shown since it was last liked.</summary>
    public ushort Shown;

    /// <summary>The place of the newest signal.</summary>
    public ushort LastSignal;
}
