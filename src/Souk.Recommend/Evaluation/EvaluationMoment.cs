namespace Souk.Recommend.Evaluation;

/// <summary>When an evaluation asks, and what must then be foreseen.</summary>
public enum EvaluationMoment
{
    /// <summary>Before the first event of a visit: all objects with which the subject reaches the goal in it. Events of
    /// a subject less than an hour apart are one visit.</summary>
    Visit,

    /// <summary>Before every event that likes another object than the one before: that object.</summary>
    Event,
}
