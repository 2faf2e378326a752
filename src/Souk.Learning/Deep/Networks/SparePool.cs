namespace Souk.Learning.Deep.Networks;

/// <summary>Keeps a few spare objects for use by several threads: renting takes one or makes one, returning keeps it if
/// there is room.</summary>
internal sealed class SparePool<T>(Func<T> make)
    where T : class
{
    private readonly T?[] _spares = new T?[2 * Environment.ProcessorCount];

    public T Rent()
    {
        for (int i = 0; i < _spares.Length; i++)
        {
            if (_spares[i] is not null && Interlocked.Exchange(ref _spares[i], null) is T spare)
            {
                return spare;
            }
        }

        return make();
    }

    public void Return(T spare)
    {
        for (int i = 0; i < _spares.Length; i++)
        {
            if (_spares[i] is null && Interlocked.CompareExchange(ref _spares[i], spare, null) is null)
            {
                return;
            }
        }
    }
}
