using Souk.Learning.Numerics;

namespace Souk.Bench.Supervised;

/// <summary>Splits training rows into folds for choosing settings.</summary>
internal static class Folds
{
    /// <summary>Random folds of equal size.</summary>
    public static IEnumerable<(int[] Train, int[] Validation)> Random(int rows, int folds, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        var random = new SeededRandom(seed);
        random.Shuffle<int>(order);
        return Split(rows, folds, r => order[r] % folds);
    }

    /// <summary>Folds by a key (such as the customer), so that no key stands on both sides.</summary>
    public static IEnumerable<(int[] Train, int[] Validation)> ByKey(int[] keys, int folds) =>
        Split(keys.Length, folds, r => (int)((uint)(keys[r] * 2654435761L) % folds));

    private static IEnumerable<(int[] Train, int[] Validation)> Split(int rows, int folds, Func<int, int> foldOf)
    {
        for (int fold = 0; fold < folds; fold++)
        {
            int[] validation = [.. Enumerable.Range(0, rows).Where(r => foldOf(r) == fold)];
            int[] train = [.. Enumerable.Range(0, rows).Where(r => foldOf(r) != fold)];
            yield return (train, validation);
        }
    }
}
