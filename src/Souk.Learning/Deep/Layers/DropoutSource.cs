using Souk.Learning.Numerics;

namespace Souk.Learning.Deep.Layers;

/// <summary>Draws which activations are dropped (Srivastava et al., JMLR 2014); those that stay are scaled up, so that
/// nothing is scaled when predicting. The share is rounded to 1 / 65,536.</summary>
internal struct DropoutSource
{
    private const int Range = 1 << 16;
    private const int DrawsPerWord = 4;

    private readonly int _threshold;
    private SeededRandom _random;
    private ulong _word;
    private int _left;

    public DropoutSource(double share, ulong seed, ulong stream)
    {
        _threshold = (int)Math.Round(share * Range);
        _random = new SeededRandom(seed, stream);
    }

    /// <summary>Whether nothing is dropped.</summary>
    public readonly bool IsOff => _threshold == 0;

    /// <summary>What kept activations, and the gradients through them, are multiplied with.</summary>
    public readonly float Scale => (float)Range / (Range - _threshold);

    /// <summary>Draws for one activation.</summary>
    public bool Drops()
    {
        if (_left == 0)
        {
            _word = _random.NextUInt64();
            _left = DrawsPerWord;
        }

        bool drops = (int)(_word & (Range - 1)) < _threshold;
        _word >>= 16;
        _left--;
        return drops;
    }
}
