namespace Souk.Learning.Search;

/// <summary>Checks the room for the answers of many queries.</summary>
internal static class SearchManyCheck
{
    public static void Room(int length, int queries, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (length != (long)queries * count)
        {
            throw new ArgumentException(
                $"{queries} queries with {count} answers each need room for {(long)queries * count} hits; got " +
                $"{length}.");
        }
    }
}
