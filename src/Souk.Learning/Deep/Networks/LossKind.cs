namespace Souk.Learning.Deep.Networks;

/// <summary>What a network's scores are held against.</summary>
internal enum LossKind
{
    /// <summary>Each score is the log-odds of its task's label.</summary>
    Logistic,

    /// <summary>Each score is the expected label; half the squared error.</summary>
    Squared,

    /// <summary>The first score is the log-odds of a click, the second those of a conversion after a click; the labels
    /// are click and conversion of all impressions (ESMM).</summary>
    EntireSpace,
}
