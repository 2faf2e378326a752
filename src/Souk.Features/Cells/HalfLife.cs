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

    // Taylor's series of e^x for |x| ≤ ln 2 / 2: the 14th term is below 2^-57 of the sum.
    private const int Terms = 14;

    /// <summary>What is left of 1 after a number of half-lives; more than 1 for a negative number.</summary>
    internal static double Left(double halfLives)
    {
        double exponent = -halfLives;
        if (exponent < NothingLeft)
        {
            return 0;
        }

        double whole = Math.Round(exponent);
        double x = (exponent - whole) * Ln2;
        double sum = 1;
        for (int term = Terms; term >= 1; term--)
        {
            sum = 1 + (x / term * sum);
        }

        return Math.ScaleB(sum, (int)whole);
    }
}
