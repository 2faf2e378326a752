namespace Souk.Learning.WeakSupervision;

/// <summary>Which way of combining votes was chosen, and what a gold sample said about each.</summary>
/// <param name="Chosen">The combiner to use.</param>
/// <param name="UsesLabelModel">Whether that is the label model.</param>
/// <param name="MajorityAccuracy">The majority vote's accuracy on the gold sample by cross-validation; ties count in
/// part.</param>
/// <param name="LabelModelAccuracy">The label model's, likewise: always on gold rows that it did not learn
/// from.</param>
/// <param name="GoldRows">How many rows the gold sample has.</param>
public sealed record CombinerChoice(
    ILabelCombiner Chosen,
    bool UsesLabelModel,
    double MajorityAccuracy,
    double LabelModelAccuracy,
    int GoldRows);
