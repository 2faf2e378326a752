using Souk.Learning.Text;

namespace Souk.Learning.WeakSupervision;

/// <summary>The end model that was best on a gold sample.</summary>
/// <param name="Model">The classifier, which has learnt from the votes with the chosen settings.</param>
/// <param name="Options">The settings.</param>
/// <param name="GoldAccuracy">Its accuracy on the gold sample; as the best of several it is a little too good.</param>
/// <param name="Candidates">How many settings were compared.</param>
public sealed record EndModelChoice(
    TextClassifier Model, EndModelOptions Options, double GoldAccuracy, int Candidates);
