namespace Souk.Features.Cells;

/// <summary>
/// How much of a weight is left after some time. Written out in additions and multiplications, which IEEE 754 fixes to
/// the last bit, because the library's own powers may differ between machines and a replay must not.
/// </summary>
internal static class HalfLife
{
    // 2^-1100 is below the smallest double.
    private const double NothingLeft = -1100;
    private const double Ln2 = 0.693147180559945309417;

    // Taylor's series of e^x for |x| ≤ ln 2 / 2: the 14th term is below 2^-57 of the sum. Times 1/n, as a division
    // takes five times as long.
    private static readonly double[] _inverses = [.. Enumerable.Range(1, 14).Select(n => 1.0 / n)];

    /// <summary>What is left of 1 after a number of half-lives; more than 1 for a negative number.</summary>
    internal static double Left(double halfLives)
    {
        if (halfLives == 0)
        {
            return 1;
        }

        double exponent = -halfLives;
        if (exponent < NothingLeft)
        {
            return 0;
        }

        double whole = Math.Round(exponent);
        double x = (exponent - whole) * Ln2;
        double sum = 1;
        double[] inverses = _inverses;
        for (int i = inverses.Length - 1; i >= 0; i--)
        {
            sum = 1 + (x * inverses[i] * sum);
        }

        return Math.ScaleB(sum, (int)whole);
    }
}
