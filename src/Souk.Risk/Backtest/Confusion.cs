namespace Souk.Risk.Backtest;

/// <summary>Weighted counts and money of stopped and passed decisions.</summary>
internal struct Confusion
{
    private double _badStopped;
    private double _badPassed;
    private double _goodStopped;
    private double _goodPassed;

    internal double Saved { get; private set; }

    internal double Lost { get; private set; }

    internal double TurnedAway { get; private set; }

    internal readonly double Precision => _badStopped / (_badStopped + _goodStopped);

    internal readonly double Recall => _badStopped / (_badStopped + _badPassed);

    internal readonly double FalsePositiveRate => _goodStopped / (_goodStopped + _goodPassed);

    internal void Add(bool isBad, bool isStopped, double amount, double weight)
    {
        (isBad ? ref isStopped ? ref _badStopped : ref _badPassed : ref isStopped ? ref _goodStopped : ref _goodPassed)
            += weight;
        Saved += isBad && isStopped ? amount * weight : 0;
        Lost += isBad && !isStopped ? amount * weight : 0;
        TurnedAway += !isBad && isStopped ? amount * weight : 0;
    }
}
