namespace Souk.Recommend.Recall;

/// <summary>An object that recall starts from.</summary>
/// <param name="Object">Its number.</param>
/// <param name="Weight">How much it counts; the weights of a request sum to 1.</param>
/// <param name="Time">When it was liked, in microseconds.</param>
/// <param name="IsReached">Whether the goal was reached with it.</param>
internal readonly record struct Anchor(uint Object, double Weight, long Time, bool IsReached);
