namespace Souk.Learning.Calibration;

/// <summary>Checks what calibration learns from.</summary>
internal static class CalibrationData
{
    /// <summary>Refuses nothing, unequal lengths, scores that are not finite and labels other than 0 and 1.</summary>
    public static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        if (scores.IsEmpty || scores.Length != labels.Length)
        {
            throw new ArgumentException(
                $"Calibration needs equally many scores and labels, at least one; got {scores.Length} and " +
                $"{labels.Length}.");
        }

        for (int i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]) || labels[i] is not (0 or 1))
            {
                throw new ArgumentException(
                    $"Row {i} has score {scores[i]} and label {labels[i]}; the score must be finite, the label " +
                    $"0 or 1.");
            }
        }
    }
}
