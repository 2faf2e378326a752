namespace Souk.Learning.Text;

/// <summary>Which settings of a text classifier were chosen, and how good they were on texts held out.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Accuracy">The share of texts whose class was found by a classifier that had not seen them.</param>
/// <param name="Candidates">How many settings were compared.</param>
public sealed record TextClassifierChoice(TextClassifierOptions Options, double Accuracy, int Candidates);
