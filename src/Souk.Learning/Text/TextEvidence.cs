namespace Souk.Learning.Text;

/// <summary>What a term of a text says about a class.</summary>
/// <param name="Term">The term as it stands in the folded text.</param>
/// <param name="Contribution">What it adds to the class's score (a log-odds), over the mean of all classes.</param>
public readonly record struct TextEvidence(string Term, double Contribution);
