namespace Souk.Recommend.Online;

/// <summary>A weight of FTRL-proximal (McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013): it
/// is worked out from the sum of gradients and the sum of their squares.</summary>
internal struct OnlineWeight
{
    // The defaults of the library's FTRL; weights without enough evidence are exactly 0, so that what was seldom shown
    // stays as the model says.
    private const double Alpha = 0.1;
    private const double Beta = 1;
    private const double L1 = 0.5;
    private const double L2 = 1;

    public double Gradients;
    public double Squares;

    internal readonly double Value => Math.Abs(Gradients) <= L1
        ? 0
        : (Math.CopySign(L1, Gradients) - Gradients) / (((Beta + Math.Sqrt(Squares)) / Alpha) + L2);

    internal void Step(double gradient)
    {
        double before = Math.Sqrt(Squares);
        double weight = Value;
        Squares += gradient * gradient;
        Gradients += gradient - ((Math.Sqrt(Squares) - before) / Alpha * weight);
    }
}
