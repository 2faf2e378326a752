namespace Souk.Recommend.Interactions;

/// <summary>How much more often (as a logarithm) objects with a term are liked, and reach the goal, when shown than
/// the terms beside it foretell, and how many likings and goals were foretold of them so far.</summary>
internal struct ContentRate
{
    public float Liking;
    public float LikingsForetold;
    public float Goal;
    public float GoalsForetold;
}
