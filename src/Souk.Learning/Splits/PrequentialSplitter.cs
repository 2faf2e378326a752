namespace Souk.Learning.Splits;

/// <summary>Cuts rows with times into folds that never look ahead: learn from a span, wait until its labels have
/// arrived, judge by the span after; then move on (prequential validation, Dawid 1984).</summary>
public static class PrequentialSplitter
{
    /// <summary>Makes the folds, oldest first. Spans are half-open: [start, start + length).</summary>
    /// <param name="times">When each row happened, in any unit, in any order.</param>
    /// <param name="firstStart">Where the first fold's training span starts.</param>
    /// <param name="trainLength">The length of a training span, above 0.</param>
    /// <param name="gap">The wait between training and test span: the label delay. From 0.</param>
    /// <param name="testLength">The length of a test span, above 0; also how far a fold moves on.</param>
    /// <param name="folds">How many folds, 1 to 10,000.</param>
    /// <exception cref="ArgumentException">A length is out of range, or a fold has no rows on one side.</exception>
    public static IReadOnlyList<PrequentialFold> Split(
        ReadOnlySpan<long> times, long firstStart, long trainLength, long gap, long testLength, int folds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainLength);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testLength);
        Numerics.OptionCheck.Range(folds, 1, 10_000, nameof(folds));
        PrequentialFold[] result = new PrequentialFold[folds];
        for (int f = 0; f < folds; f++)
        {
            long start = checked(firstStart + (f * testLength));
            long testStart = checked(start + trainLength + gap);
            int[] train = Between(times, start, start + trainLength);
            int[] test = Between(times, testStart, checked(testStart + testLength));
            if (train.Length == 0 || test.Length == 0)
            {
                throw new ArgumentException(
                    $"Fold {f} has {train.Length} training rows from {start} and {test.Length} test rows from " +
                    $"{testStart}.");
            }

            result[f] = new PrequentialFold(train, test);
        }

        return result;
    }

    private static int[] Between(ReadOnlySpan<long> times, long from, long to)
    {
        List<int> rows = [];
        for (int i = 0; i < times.Length; i++)
        {
            if (times[i] >= from && times[i] < to)
            {
                rows.Add(i);
            }
        }

        return [.. rows];
    }
}
