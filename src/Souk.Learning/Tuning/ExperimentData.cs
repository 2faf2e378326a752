namespace Souk.Learning.Tuning;

/// <summary>All the data of an experiment. The test part is handed out once, by <see cref="OpenTest"/>, which ends
/// tuning: afterwards <see cref="ForTuning"/> refuses.</summary>
/// <typeparam name="T">The kind of data.</typeparam>
public sealed class ExperimentData<T>
{
    private readonly TuningData<T> _tuning;
    private readonly T _test;
    private bool _isTestOpen;

    /// <summary>Holds the three parts.</summary>
    public ExperimentData(T train, T validation, T test)
    {
        _tuning = new TuningData<T>(train, validation);
        _test = test;
    }

    /// <summary>The parts that tuning may see.</summary>
    /// <exception cref="InvalidOperationException">The test part was opened.</exception>
    public TuningData<T> ForTuning => _isTestOpen
        ? throw new InvalidOperationException("The test part was opened; tuning after that would fit the test.")
        : _tuning;

    /// <summary>Ends tuning and gives the test part.</summary>
    public T OpenTest()
    {
        _isTestOpen = true;
        return _test;
    }
}
