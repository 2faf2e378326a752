namespace Souk.Recommend.Relations;

/// <summary>How an object goes together with another, with the evidence.</summary>
/// <param name="Id">The other object.</param>
/// <param name="Kind">What they are to each other.</param>
/// <param name="Sessions">The sessions in which both were liked.</param>
/// <param name="Baskets">The baskets with both.</param>
/// <param name="Support">The share of all sessions (baskets for complements) with both.</param>
/// <param name="Confidence">The chance of the other, given this one.</param>
/// <param name="Lift">How much likelier that is than by chance; 1 is by chance.</param>
/// <param name="Swing">The swing score over the newest subjects of both (Yang et al., 2020): pairs of subjects that
/// share both objects and little else.</param>
/// <param name="MaxError">How much the counts may be too high, because memory is bounded.</param>
public sealed record Relation(
    string Id,
    RelationKind Kind,
    int Sessions,
    int Baskets,
    double Support,
    double Confidence,
    double Lift,
    double Swing,
    int MaxError);
