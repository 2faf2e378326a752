namespace Souk.Learning.Factorization;

/// <summary>How alternating least squares solves the rows of one side.</summary>
public enum AlsSolver
{
    /// <summary>Every row exactly, by Cholesky factorization; a row with fewer entries than factors through the smaller
    /// system that is equivalent to it. The cost of a long row grows with factors² and that of all long rows with
    /// factors³.</summary>
    Exact,

    /// <summary>Rows with more entries than the block size by one pass over blocks of factors (iALS++; Rendle et al.,
    /// 2021), shorter ones exactly. For several hundred factors and more.</summary>
    Block,
}
